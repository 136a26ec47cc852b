package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/**
 * Pizza, tart and focaccia: a ball of dough, then a flat one, then a topped one. Each lies on what
 * it is known by: a peel with a handle, a fluted tin, a dark tray.
 */
final class ToppedDough implements Subject {
  private static final Color DOUGH = new Color(248, 232, 198);

  @Override
  public void draw(Brush brush, Look look, double progress) {
    brush.shadow(0.08, 0.55, 1.45, 0.62);
    ground(brush, look);
    if (progress <= 0) {
      brush.shadow(0.06, 0.35, 0.6, 0.25);
      brush.ball(0, 0.02, 0.58, 0.5, DOUGH);
      brush.line(-0.25, -0.2, 0.15, -0.28, 0.08, Colors.shade(DOUGH, 1.6));
    } else {
      double size = progress >= 1 ? 1 : 0.55 + 0.35 * progress;
      var flat = flat(look, size);
      brush.at(0, 0.07, 1).fill(flat, Colors.shade(DOUGH, 0.72));
      brush.fill(flat, progress > 1 ? new Color(226, 178, 110) : DOUGH);
      if (progress > 1) {
        double edge = progress >= 2 ? 2 : -0.8 + 1.5 * (progress - 1);
        topping(brush.within(new Rectangle2D.Double(-3, -3, edge + 3, 6)), look);
      } else {
        brush.outline(flat(look, size * 0.82), 0.06, Colors.shade(DOUGH, 0.84));
      }
    }
  }

  private static void ground(Brush brush, Look look) {
    switch (look.category()) {
      case PIZZA -> {
        var wood = new Color(186, 128, 72);
        brush.line(0.9, 0.7, 1.75, 1.2, 0.36, Colors.shade(wood, 0.85));
        brush.ellipse(0, 0.36, 1.36, 0.84, Colors.shade(wood, 0.7));
        brush.ellipse(0, 0.28, 1.36, 0.84, wood);
      }
      case TART -> {
        var tin = new Color(178, 184, 194);
        for (int i = 0; i < 22; i++) {
          double angle = i * Math.PI / 11;
          brush.ellipse(
              1.22 * Math.cos(angle),
              0.32 + 0.74 * Math.sin(angle),
              0.2,
              0.18,
              Colors.shade(tin, .75));
        }
        brush.ellipse(0, 0.32, 1.22, 0.74, tin);
        brush.ellipse(0, 0.32, 1.06, 0.62, Colors.shade(tin, 0.82));
      }
      default -> {
        var iron = new Color(70, 74, 82);
        brush.roundBox(-1.42, -0.42, 2.84, 1.5, 0.2, Colors.shade(iron, 0.6));
        brush.roundBox(-1.36, -0.48, 2.72, 1.44, 0.2, Colors.shade(iron, 1.2));
        brush.roundBox(-1.22, -0.36, 2.44, 1.2, 0.16, iron);
      }
    }
  }

  private static Shape flat(Look look, double size) {
    return switch (look.category()) {
      case PIZZA -> Brush.oval(0, 0.24, 1.16 * size, 0.68 * size);
      case TART -> Brush.oval(0, 0.28, 1.06 * size, 0.62 * size);
      default ->
          new RoundRectangle2D.Double(
              -1.14 * size, 0.24 - 0.54 * size, 2.28 * size, 1.08 * size, 0.5, 0.5);
    };
  }

  private static void topping(Brush brush, Look look) {
    var top = new Area(flat(look, 0.84));
    var color = look.outcome().color();
    brush.fill(top, Colors.mix(color, new Color(250, 226, 150), 0.25));
    var inside = brush.within(top);
    for (int i = 0; i < 14; i++) {
      double angle = i * 2.4 + look.variety() * 6;
      double far = 0.2 + 0.055 * i;
      double x = far * Math.cos(angle);
      double y = 0.25 + 0.55 * far * Math.sin(angle);
      inside.ellipse(x, y, 0.19, 0.13, Colors.shade(color, i % 2 == 0 ? 0.72 : 1.25));
    }
  }
}
