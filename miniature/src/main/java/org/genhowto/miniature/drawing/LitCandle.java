package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.RadialGradientPaint;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import org.genhowto.miniature.world.Category;

/** Candle and lantern: a cold wick becomes a large flame in a halo, dark panes glow. */
final class LitCandle implements Subject {

  @Override
  public void draw(Brush brush, Look look, double progress) {
    if (look.category() == Category.LANTERN) {
      lantern(brush, look, progress);
    } else {
      candle(brush, look, progress);
    }
  }

  private static void lantern(Brush brush, Look look, double progress) {
    var metal = look.color();
    brush.shadow(0.1, 0.98, 0.9, 0.2);
    brush.outline(Brush.oval(0, -0.98, 0.34, 0.36), 0.1, Colors.shade(metal, 0.6));
    brush.polygon(metal, -0.8, -0.55, 0.8, -0.55, 0.34, -1.02, -0.34, -1.02);
    brush.roundBox(-0.82, 0.72, 1.64, 0.28, 0.1, metal);
    boolean lit = progress > 0.6;
    brush.box(-0.7, -0.55, 1.4, 1.28, lit ? new Color(255, 220, 110) : new Color(54, 62, 74));
    if (lit) {
      flame(brush.at(0, 0.75, 0.8), progress >= 1 ? 1 : 0.6);
    } else {
      brush.line(-0.45, -0.35, -0.2, 0.4, 0.1, new Color(120, 132, 148));
      brush.line(0, 0.7, 0, 0.45, 0.1, new Color(30, 26, 24));
    }
    for (double x : new double[] {-0.68, 0.68}) {
      brush.line(x, -0.5, x, 0.75, 0.14, Colors.shade(metal, 0.8));
    }
    brush.line(0, -0.5, 0, -0.3, 0.08, Colors.shade(metal, 0.8));
  }

  private static void candle(Brush brush, Look look, double progress) {
    brush.shadow(0.1, 0.98, 0.95, 0.22);
    brush.ellipse(0, 0.95, 0.9, 0.24, new Color(150, 128, 84));
    brush.ellipse(0, 0.9, 0.9, 0.24, new Color(200, 174, 116));
    var wax = look.color();
    brush.ellipse(0, 0.86, 0.56, 0.18, Colors.shade(wax, 0.85));
    brush.box(-0.56, -0.1, 1.12, 0.96, wax);
    brush.box(0.22, -0.1, 0.34, 0.98, Colors.shade(wax, 0.8));
    brush.ellipse(0, -0.1, 0.56, 0.18, Colors.shade(wax, 1.3));
    brush.line(0, -0.1, 0.02, -0.42, 0.1, new Color(40, 34, 30));
    if (progress >= 1) {
      flame(brush, 1);
    } else if (progress > 0.6) {
      flame(brush, 0.5);
    }
  }

  static void flame(Brush brush, double size) {
    var halo =
        new RadialGradientPaint(
            new Point2D.Double(0, -0.8),
            (float) (1.7 * size),
            new float[] {0, 0.4f, 1},
            new Color[] {
              new Color(255, 240, 170, 215),
              new Color(255, 205, 90, 110),
              new Color(255, 190, 60, 0)
            });
    brush.ellipse(0, -0.8, 1.7 * size, 1.7 * size, halo);
    brush.fill(drop(0.4 * size, 1.15 * size), new Color(255, 140, 26));
    brush.fill(drop(0.3 * size, 0.85 * size), new Color(255, 214, 70));
    brush.fill(drop(0.16 * size, 0.5 * size), new Color(255, 252, 226));
  }

  private static Path2D drop(double width, double height) {
    var drop = new Path2D.Double();
    drop.moveTo(0, -0.3);
    drop.curveTo(-width * 1.5, -0.35, -width * 0.9, -0.3 - height * 0.55, 0, -0.3 - height);
    drop.curveTo(width * 0.9, -0.3 - height * 0.55, width * 1.5, -0.35, 0, -0.3);
    return drop;
  }
}
