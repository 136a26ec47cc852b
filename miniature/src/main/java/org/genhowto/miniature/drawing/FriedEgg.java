package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.geom.Area;

/** Egg: a shell in a pan becomes a wide white with its yolk. */
final class FriedEgg implements Subject {

  @Override
  public void draw(Brush brush, Look look, double progress) {
    var iron = look.variety() < 0.5 ? new Color(70, 72, 78) : new Color(128, 84, 62);
    brush.shadow(0.08, 0.4, 1.35, 0.85);
    brush.line(1.15, 0.45, 2.1, 0.95, 0.26, Colors.shade(iron, 0.5));
    brush.ellipse(0, 0.27, 1.3, 0.86, Colors.shade(iron, 0.6));
    brush.ellipse(0, 0.2, 1.3, 0.86, Colors.shade(iron, 1.25));
    brush.ellipse(0, 0.22, 1.16, 0.74, iron);
    if (progress <= 0) {
      brush.shadow(0.06, 0.42, 0.55, 0.3);
      brush.ball(0, 0.12, 0.5, 0.42, new Color(232, 188, 148));
    } else {
      fried(brush.at(0, 0.2, 0.45 + 0.55 * progress), look, progress);
    }
  }

  private static void fried(Brush brush, Look look, double progress) {
    var white = new Area(Brush.oval(0, 0, 0.78, 0.48));
    for (int i = 0; i < 5; i++) {
      double angle = i * 1.26 + look.variety() * 6;
      white.add(new Area(Brush.oval(0.55 * Math.cos(angle), 0.34 * Math.sin(angle), 0.42, 0.27)));
    }
    brush.at(0.02, 0.05, 1).fill(white, new Color(206, 190, 160));
    brush.fill(white, progress < 1 ? new Color(240, 238, 226) : new Color(252, 251, 246));
    brush.ball(0.05, -0.05, 0.4, 0.3, new Color(252, 184, 28));
    brush.ellipse(-0.08, -0.15, 0.1, 0.06, new Color(255, 240, 190));
  }
}
