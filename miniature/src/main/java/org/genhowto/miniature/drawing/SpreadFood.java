package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** Toast, pancake, cake and waffle: a plain top becomes a covered one. */
final class SpreadFood implements Subject {
  private static final Color PLATE = new Color(238, 238, 242);

  @Override
  public void draw(Brush brush, Look look, double progress) {
    brush.shadow(0.08, 0.6, 1.4, 0.5);
    brush.ellipse(0, 0.5, 1.38, 0.52, Colors.shade(PLATE, 0.8));
    brush.ellipse(0, 0.45, 1.38, 0.52, PLATE);
    switch (look.category()) {
      case TOAST -> toast(brush, look, progress);
      case PANCAKE -> pancake(brush, look, progress);
      case WAFFLE -> waffle(brush, look, progress);
      default -> cake(brush, look, progress);
    }
  }

  private static void toast(Brush brush, Look look, double progress) {
    brush.at(0.03, 0.1, 1).fill(loaf(1), new Color(120, 72, 30));
    brush.fill(loaf(1), new Color(172, 110, 52));
    brush.fill(loaf(0.86), new Color(232, 190, 120));
    cover(brush, loaf(0.84), look, progress);
  }

  private static Shape loaf(double size) {
    double w = 0.98 * size;
    double h = 0.85 * size;
    var loaf = new Area(new RoundRectangle2D.Double(-w, -h * 0.55, 2 * w, 1.55 * h, 0.3, 0.3));
    loaf.add(new Area(Brush.oval(-w * 0.48, -h * 0.5, w * 0.58, h * 0.5)));
    loaf.add(new Area(Brush.oval(w * 0.48, -h * 0.5, w * 0.58, h * 0.5)));
    return loaf;
  }

  private static void pancake(Brush brush, Look look, double progress) {
    for (int i = 0; i < 3; i++) {
      double y = 0.4 - 0.2 * i;
      brush.ellipse(0, y + 0.12, 1.06, 0.48, new Color(222, 172, 96));
      brush.ellipse(0, y, 1.06, 0.48, new Color(186, 118, 48));
    }
    brush.ellipse(0, 0, 0.92, 0.39, new Color(206, 140, 66));
    var sauce = new Area(Brush.oval(0, 0, 0.88, 0.38));
    for (double x : new double[] {-0.62, 0.05, 0.6}) {
      sauce.add(new Area(new RoundRectangle2D.Double(x - 0.15, 0, 0.3, 0.78, 0.3, 0.3)));
    }
    cover(brush, sauce, look, progress);
  }

  private static void waffle(Brush brush, Look look, double progress) {
    var top = Brush.path(-0.85, -0.5, 0.85, -0.5, 1.1, 0.55, -1.1, 0.55);
    var crust = new Color(208, 142, 62);
    brush.polygon(Colors.shade(crust, 0.65), -1.1, 0.55, 1.1, 0.55, 1.06, 0.78, -1.06, 0.78);
    brush.fill(top, crust);
    var grid = Colors.shade(crust, 0.62);
    for (int i = 1; i < 4; i++) {
      double share = i / 4.0;
      brush.line(-0.85 + 1.7 * share, -0.5, -1.1 + 2.2 * share, 0.55, 0.09, grid);
      double half = 0.85 + 0.25 * share;
      brush.line(-half, -0.5 + 1.05 * share, half, -0.5 + 1.05 * share, 0.09, grid);
    }
    brush.outline(top, 0.1, Colors.shade(crust, 0.8));
    var sauce = new Area(Brush.path(-0.74, -0.44, 0.74, -0.44, 0.98, 0.5, -0.98, 0.5));
    for (double x : new double[] {-0.7, 0.0, 0.62}) {
      sauce.add(new Area(new RoundRectangle2D.Double(x - 0.16, 0.2, 0.32, 0.66, 0.3, 0.3)));
    }
    cover(brush, sauce, look, progress);
  }

  private static void cake(Brush brush, Look look, double progress) {
    var sponge = new Color(224, 178, 112);
    brush.ellipse(0, 0.5, 1.0, 0.36, Colors.shade(sponge, 0.8));
    brush.box(-1.0, -0.45, 2.0, 0.95, sponge);
    brush.box(-1.0, -0.02, 2.0, 0.14, new Color(190, 132, 76));
    brush.polygon(Colors.alpha(Color.BLACK, 0.14), 0.4, -0.45, 1, -0.45, 1, 0.5, 0.4, 0.84);
    brush.ellipse(0, -0.45, 1.0, 0.36, Colors.shade(sponge, 1.2));
    var icing = new Area(Brush.oval(0, -0.45, 1.02, 0.38));
    for (double x : new double[] {-0.8, -0.35, 0.1, 0.5, 0.84}) {
      double length = 0.55 + 0.25 * Math.abs(Math.sin(x * 9));
      icing.add(new Area(new RoundRectangle2D.Double(x - 0.17, -0.45, 0.34, length, 0.3, 0.3)));
    }
    cover(brush, icing, look, progress);
  }

  private static void cover(Brush brush, Shape top, Look look, double progress) {
    if (progress <= 0) {
      return;
    }
    double edge = progress >= 1 ? 2 : -0.8 + 1.5 * progress;
    var done = brush.within(new Rectangle2D.Double(-3, -3, edge + 3, 6));
    done.fill(top, look.outcome().color());
    var shine = Colors.alpha(Colors.shade(look.outcome().color(), 1.5), 0.8);
    var inside = done.within(top);
    double y = top.getBounds2D().getMinY() + 0.32;
    inside.line(-0.6, y, -0.1, y - 0.08, 0.1, shine);
    inside.line(0.1, y + 0.14, 0.55, y + 0.06, 0.1, shine);
  }
}
