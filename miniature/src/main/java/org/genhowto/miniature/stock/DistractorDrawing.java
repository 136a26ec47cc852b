package org.genhowto.miniature.stock;

import java.awt.Color;
import org.genhowto.miniature.drawing.Brush;
import org.genhowto.miniature.drawing.Colors;
import org.genhowto.miniature.world.Distractor;

/** Draws what never changes about the origin, between -1 and 1 across, y downwards. */
final class DistractorDrawing {
  private static final Color DARK = new Color(44, 46, 54);

  private DistractorDrawing() {}

  static void draw(Brush brush, Distractor distractor, Color color) {
    brush.shadow(0.08, 0.95, 1.0, 0.2);
    switch (distractor) {
      case CLOCK -> clock(brush, color);
      case CHAIR -> chair(brush, color);
      case SHOE -> shoe(brush, color);
      case UMBRELLA -> umbrella(brush, color);
      case CAR -> car(brush, color);
      case BOAT -> boat(brush, color);
    }
  }

  private static void clock(Brush brush, Color color) {
    brush.ellipse(0, 0, 1, 1, Colors.shade(color, 0.7));
    brush.ellipse(0, 0, 0.8, 0.8, new Color(250, 250, 246));
    for (int i = 0; i < 12; i++) {
      brush.turned(i * Math.PI / 6).line(0, -0.7, 0, -0.58, 0.08, DARK);
    }
    brush.line(0, 0, 0.3, -0.3, 0.12, DARK);
    brush.line(0, 0, -0.1, -0.6, 0.09, DARK);
  }

  private static void chair(Brush brush, Color color) {
    for (double x : new double[] {-0.62, 0.62}) {
      brush.line(x, 0.1, x * 1.15, 1.0, 0.14, Colors.shade(color, 0.7));
      brush.line(x, -1.15, x, 0.1, 0.14, Colors.shade(color, 0.85));
    }
    brush.box(-0.62, -1.1, 1.24, 0.3, color);
    brush.box(-0.62, -0.62, 1.24, 0.2, color);
    brush.polygon(color, -0.65, 0, 0.65, 0, 0.85, 0.3, -0.85, 0.3);
  }

  private static void shoe(Brush brush, Color color) {
    brush.polygon(
        color, -1.1, 0.6, -1.05, -0.5, -0.4, -0.5, -0.2, -0.1, 0.7, 0.15, 1.15, 0.45, 1.15, 0.6);
    brush.roundBox(-1.15, 0.58, 2.35, 0.26, 0.2, new Color(250, 250, 250));
    for (int i = 0; i < 3; i++) {
      double x = -0.3 + 0.26 * i;
      brush.line(x, -0.22 + 0.12 * i, x - 0.2, 0.12 + 0.08 * i, 0.08, Color.WHITE);
    }
  }

  private static void umbrella(Brush brush, Color color) {
    brush.line(0, -0.3, 0, 0.85, 0.09, DARK);
    brush.line(0, 0.85, 0.22, 0.9, 0.1, DARK);
    brush
        .within(Brush.path(-1.4, -1.4, 1.4, -1.4, 1.4, 0, -1.4, 0))
        .ellipse(0, 0, 1.25, 1.1, color);
    brush
        .within(Brush.path(-0.45, -1.4, 0.45, -1.4, 0.45, 0, -0.45, 0))
        .ellipse(0, 0, 0.45, 1.1, Colors.shade(color, 1.3));
  }

  private static void car(Brush brush, Color color) {
    brush.polygon(color, -0.7, 0.0, -0.45, -0.5, 0.4, -0.5, 0.75, 0.0);
    brush.polygon(new Color(190, 226, 240), -0.52, 0, -0.36, -0.38, -0.02, -0.38, -0.02, 0);
    brush.polygon(new Color(190, 226, 240), 0.08, 0, 0.08, -0.38, 0.34, -0.38, 0.55, 0);
    brush.roundBox(-1.25, -0.02, 2.5, 0.6, 0.3, color);
    for (double x : new double[] {-0.7, 0.7}) {
      brush.ellipse(x, 0.6, 0.3, 0.3, DARK);
      brush.ellipse(x, 0.6, 0.13, 0.13, new Color(200, 204, 210));
    }
  }

  private static void boat(Brush brush, Color color) {
    brush.line(0, -1.2, 0, 0.35, 0.09, new Color(120, 80, 50));
    brush.polygon(new Color(250, 248, 240), 0.08, -1.15, 0.95, 0.2, 0.08, 0.2);
    brush.polygon(new Color(226, 232, 240), -0.08, -0.85, -0.75, 0.2, -0.08, 0.2);
    brush.polygon(color, -1.2, 0.3, 1.2, 0.3, 0.8, 0.85, -0.8, 0.85);
    brush.box(-1.3, 0.78, 2.6, 0.2, new Color(60, 130, 200));
  }
}
