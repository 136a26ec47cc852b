package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.awt.Shape;
import org.genhowto.miniature.world.Category;

/** Shirt, towel and napkin: a cloth laid flat becomes a small thick square, or a triangle. */
final class FoldedCloth implements Subject {

  @Override
  public void draw(Brush brush, Look look, double progress) {
    if (look.category() == Category.NAPKIN) {
      napkin(brush, look, progress);
    } else if (progress >= 1) {
      folded(brush, look);
    } else if (look.category() == Category.SHIRT) {
      shirt(brush, look, progress);
    } else {
      towel(brush, look, progress);
    }
  }

  private static void shirt(Brush brush, Look look, double progress) {
    var shape =
        Brush.path(
            -0.32, -0.75, 0.32, -0.75, 0.62, -0.66, 1.35, -0.1, 1.02, 0.3, 0.66, 0.0, 0.72, 1.05,
            -0.72, 1.05, -0.66, 0.0, -1.02, 0.3, -1.35, -0.1, -0.62, -0.66);
    lay(brush, shape, look.color());
    brush.ellipse(0, -0.72, 0.3, 0.15, Colors.shade(look.color(), 0.55));
    brush.line(0, -0.5, 0, 0.95, 0.06, Colors.shade(look.color(), 0.75));
    if (progress > 0) {
      flap(brush, look.color(), Brush.path(0.0, -0.7, 0.68, -0.6, 0.1, 0.3, -0.15, 1.0, 0.0, -0.1));
      flap(brush, look.color(), Brush.path(0.66, 0.0, 0.72, 1.05, -0.2, 0.9, -0.1, 0.05));
    }
  }

  private static void towel(Brush brush, Look look, double progress) {
    double right = progress > 0 ? 0.35 : 1.3;
    lay(brush, Brush.path(-1.2, -0.65, right - 0.1, -0.65, right, 0.95, -1.3, 0.95), look.color());
    var stripe = stripe(look.color());
    brush.polygon(stripe, -1.12, -0.65, -0.88, -0.65, -0.96, 0.95, -1.21, 0.95);
    if (progress > 0) {
      flap(brush, look.color(), Brush.path(-0.4, -0.75, 0.3, -0.7, 0.42, 0.85, -0.5, 0.8));
      brush.polygon(stripe, -0.34, -0.74, -0.14, -0.73, -0.22, 0.81, -0.44, 0.8);
    } else {
      brush.polygon(stripe, 1.12, -0.65, 0.88, -0.65, 0.96, 0.95, 1.21, 0.95);
    }
  }

  private static void napkin(Brush brush, Look look, double progress) {
    var cloth = look.color();
    var dot = stripe(cloth);
    if (progress >= 1) {
      brush.shadow(0.06, 0.8, 0.95, 0.2);
      brush.polygon(Colors.shade(cloth, 0.6), -0.95, 0.78, 0.95, 0.78, 0.9, 0.9, -0.9, 0.9);
      brush.polygon(Colors.shade(cloth, 0.85), -0.95, 0.78, 0.95, 0.78, 0, -0.95);
      brush.polygon(cloth, -0.62, 0.78, 0.62, 0.78, 0.03, -0.5);
      brush.line(0, -0.9, 0.03, 0.74, 0.08, Colors.shade(cloth, 0.6));
      return;
    }
    double right = progress > 0 ? 0.1 : 1.2;
    lay(brush, Brush.path(0, -0.95, right, 0.05, 0, 1.05, -1.2, 0.05), cloth);
    for (int i = 0; i < 4; i++) {
      int row = i / 2;
      double x = -0.75 + 0.5 * (i % 2) + 0.25 * row;
      brush.ellipse(x, 0.25 * row * (i % 2 == 0 ? 1 : -1) + 0.05, 0.11, 0.1, dot);
    }
    if (progress > 0) {
      flap(brush, cloth, Brush.path(0, -0.95, 0.15, 0.05, 0, 1.05, -0.75, 0.1));
    } else {
      brush.ellipse(0.5, 0.05, 0.11, 0.1, dot);
      brush.ellipse(0.85, 0.05, 0.11, 0.1, dot);
      brush.ellipse(0.3, 0.42, 0.11, 0.1, dot);
      brush.ellipse(0.3, -0.35, 0.11, 0.1, dot);
    }
  }

  private static void folded(Brush brush, Look look) {
    var cloth = look.color();
    brush.shadow(0.08, 0.72, 0.95, 0.3);
    for (int i = 0; i < 3; i++) {
      double y = 0.62 - 0.16 * i;
      brush.roundBox(-0.82, y - 0.12, 1.64, 0.3, 0.24, Colors.shade(cloth, 0.6 + 0.14 * (i % 2)));
    }
    brush.polygon(cloth, -0.7, -0.5, 0.7, -0.5, 0.82, 0.32, -0.82, 0.32);
    if (look.category() == Category.SHIRT) {
      brush.polygon(Colors.shade(cloth, 0.7), -0.4, -0.56, 0.4, -0.56, 0, -0.08);
      brush.ellipse(0, -0.48, 0.24, 0.1, Colors.shade(cloth, 0.4));
      brush.line(0, -0.1, 0, 0.3, 0.06, Colors.shade(cloth, 0.75));
    } else {
      brush.polygon(stripe(cloth), -0.74, -0.2, 0.74, -0.2, 0.78, 0.06, -0.78, 0.06);
    }
  }

  private static void lay(Brush brush, Shape shape, Color color) {
    brush.at(0.06, 0.08, 1).fill(shape, new Color(0, 0, 0, 60));
    brush.fill(shape, color);
  }

  private static void flap(Brush brush, Color cloth, Shape shape) {
    brush.at(-0.05, 0.06, 1).fill(shape, new Color(0, 0, 0, 70));
    brush.fill(shape, Colors.shade(cloth, 0.78));
  }

  private static Color stripe(Color cloth) {
    int light = cloth.getRed() + cloth.getGreen() + cloth.getBlue();
    return light > 600 ? new Color(90, 130, 190) : Colors.shade(cloth, 1.6);
  }
}
