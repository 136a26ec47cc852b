package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.geom.Path2D;

/** Balloon: a limp skin becomes a large ball. */
final class InflatedBalloon implements Subject {

  @Override
  public void draw(Brush brush, Look look, double progress) {
    if (progress <= 0) {
      limp(brush, look);
    } else {
      full(brush, look, 0.45 + 0.55 * progress);
    }
  }

  private static void limp(Brush brush, Look look) {
    brush.shadow(0.05, 0.72, 1.05, 0.2);
    var skin = new Path2D.Double();
    skin.moveTo(-1.0, 0.62);
    skin.curveTo(-0.9, 0.2, -0.2, 0.3, 0.2, 0.42);
    skin.lineTo(0.9, 0.46);
    skin.lineTo(1.0, 0.34);
    skin.lineTo(1.05, 0.72);
    skin.lineTo(0.9, 0.62);
    skin.curveTo(0.2, 0.7, -0.7, 0.9, -1.0, 0.62);
    brush.fill(skin, look.color());
    brush.line(-0.75, 0.55, -0.1, 0.5, 0.08, Colors.shade(look.color(), 0.65));
    brush.line(-0.45, 0.68, 0.3, 0.57, 0.07, Colors.shade(look.color(), 0.65));
  }

  private static void full(Brush brush, Look look, double size) {
    brush.shadow(0.05, 0.95, 0.8 * size, 0.18);
    double radius = 1.02 * size;
    double y = 0.85 - radius * 1.12;
    brush.polygon(Colors.shade(look.color(), 0.7), 0, y + radius * 1.02, 0.16, 0.98, -0.16, 0.98);
    brush.ball(0, y, radius, radius * 1.1, look.color());
    brush
        .at(-radius * 0.42, y - radius * 0.5, 1)
        .turned(0.6)
        .ellipse(0, 0, radius * 0.16, radius * 0.28, Colors.alpha(Color.WHITE, 0.75));
  }
}
