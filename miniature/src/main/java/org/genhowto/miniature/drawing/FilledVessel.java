package org.genhowto.miniature.drawing;

import java.awt.Color;

/** Glass, mug and bowl: an empty vessel becomes a full one. */
final class FilledVessel implements Subject {

  @Override
  public void draw(Brush brush, Look look, double progress) {
    brush.shadow(0.1, 0.92, 0.95, 0.2);
    switch (look.category()) {
      case GLASS -> glass(brush, look, progress);
      case MUG -> mug(brush, look, progress);
      default -> bowl(brush, look, progress);
    }
  }

  private static void glass(Brush brush, Look look, double progress) {
    var inside = Brush.path(-0.82, -1.05, 0.82, -1.05, 0.6, 0.92, -0.6, 0.92);
    brush.fill(inside, new Color(225, 238, 245, 120));
    if (progress > 0) {
      double top = 0.8 - 1.55 * progress;
      double half = 0.62 + 0.11 * (0.9 - top);
      var liquid = Colors.alpha(look.outcome().color(), 0.94);
      brush.polygon(liquid, -half, top, half, top, 0.57, 0.88, -0.57, 0.88);
      brush.ellipse(0, top, half, 0.13, Colors.shade(look.outcome().color(), 1.25));
    }
    brush.outline(inside, 0.09, new Color(250, 252, 255, 210));
    brush.outline(Brush.oval(0, -1.05, 0.82, 0.13), 0.08, new Color(255, 255, 255, 230));
    brush.line(-0.55, -0.7, -0.45, 0.55, 0.1, new Color(255, 255, 255, 150));
  }

  private static void mug(Brush brush, Look look, double progress) {
    var body = look.color();
    brush.outline(Brush.oval(0.92, 0.12, 0.34, 0.42), 0.2, Colors.shade(body, 0.78));
    brush.polygon(body, -0.82, -0.55, 0.82, -0.55, 0.74, 0.8, -0.74, 0.8);
    brush.ellipse(0, 0.8, 0.74, 0.2, body);
    brush.polygon(Colors.shade(body, 0.82), 0.3, -0.5, 0.82, -0.55, 0.74, 0.8, 0.34, 0.95);
    opening(brush, look, progress, new double[] {0, -0.55, 0.84, 0.42});
  }

  private static void bowl(Brush brush, Look look, double progress) {
    var body = look.color();
    brush.ellipse(0, 0.75, 0.5, 0.2, Colors.shade(body, 0.65));
    var low = Brush.path(-1.15, -0.2, 1.15, -0.2, 0.85, 0.5, 0.45, 0.82, -0.45, 0.82, -0.85, 0.5);
    brush.fill(low, body);
    brush.polygon(Colors.shade(body, 0.82), 0.4, 0, 1.15, -0.2, 0.85, 0.5, 0.45, 0.82, 0.2, 0.82);
    opening(brush, look, progress, new double[] {0, -0.2, 1.17, 0.56});
  }

  /** The round mouth of a vessel at (x, y) with its two radii, and what is seen through it. */
  private static void opening(Brush brush, Look look, double progress, double[] oval) {
    var rim = Brush.oval(oval[0], oval[1], oval[2], oval[3]);
    brush.fill(rim, Colors.shade(look.color(), 1.3));
    double inner = 0.88;
    var mouth = Brush.oval(oval[0], oval[1], oval[2] * inner, oval[3] * inner * 0.95);
    brush.fill(mouth, Colors.shade(look.color(), 0.5));
    brush
        .within(mouth)
        .ellipse(
            oval[0],
            oval[1] + oval[3] * 0.5,
            oval[2] * 0.8,
            oval[3] * 0.6,
            Colors.shade(look.color(), 0.72));
    if (progress > 0) {
      double share = 0.45 + 0.55 * progress;
      double y = oval[1] + oval[3] * 0.45 * (1 - progress);
      var liquid = look.outcome().color();
      var wet = brush.within(mouth);
      wet.ellipse(oval[0], y, oval[2] * inner * share, oval[3] * inner * share, liquid);
      wet.ellipse(oval[0] - 0.25, y - 0.06, 0.22, 0.06, Colors.shade(liquid, 1.4));
    }
  }
}
