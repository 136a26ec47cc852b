package org.genhowto.miniature.drawing;

import java.awt.Color;
import org.genhowto.miniature.world.Category;

/**
 * Box: a taped lid becomes four flaps about a dark inside. Chest: a rounded lid swings up, and gold
 * shines.
 */
final class OpenedBox implements Subject {

  @Override
  public void draw(Brush brush, Look look, double progress) {
    if (look.category() == Category.CHEST) {
      chest(brush, look.color(), progress);
    } else {
      box(brush, look, progress);
    }
  }

  private static void chest(Brush brush, Color wood, double progress) {
    var iron = new Color(92, 96, 104);
    brush.shadow(0.1, 0.9, 1.2, 0.25);
    if (progress > 0) {
      double up = 0.45 + 0.55 * progress;
      brush.roundBox(-1.0, -0.2 - up, 2.0, up + 0.2, 0.5, Colors.shade(wood, 0.6));
      brush.roundBox(-0.84, -0.08 - up, 1.68, up, 0.4, Colors.shade(wood, 0.4));
      brush.ellipse(0, -0.02, 0.92, 0.3, new Color(50, 36, 24));
      brush.ellipse(0, -0.02, 0.86, 0.26 * progress, new Color(250, 206, 60));
      for (int i = 0; i < 5; i++) {
        double x = -0.6 + 0.3 * i;
        brush.ellipse(x, -0.1 - 0.12 * (i % 2), 0.2, 0.15, new Color(255, 224, 110));
      }
    } else {
      brush.roundBox(-1.02, -0.7, 2.04, 1.0, 0.7, Colors.shade(wood, 1.15));
      brush.line(-0.95, 0.02, 0.95, 0.02, 0.08, Colors.shade(wood, 0.5));
    }
    brush.box(-1.0, 0.05, 2.0, 0.85, wood);
    brush.line(-0.98, 0.48, 0.98, 0.48, 0.06, Colors.shade(wood, 0.7));
    for (double x : new double[] {-0.78, 0.62}) {
      double top = progress > 0 ? 0.05 : -0.66;
      brush.box(x, top, 0.16, 0.9 - top, iron);
    }
    brush.roundBox(-0.18, -0.06 + 0.15 * Math.min(1, progress), 0.36, 0.36, 0.1, iron);
  }

  private static void box(Brush brush, Look look, double progress) {
    var card = look.color();
    brush.shadow(0.1, 0.85, 1.2, 0.25);
    if (progress > 0) {
      lift(brush, card, progress);
    }
    brush.polygon(card, -0.95, -0.1, 0.95, -0.1, 0.88, 0.88, -0.88, 0.88);
    brush.polygon(Colors.shade(card, 0.88), 0.1, -0.1, 0.95, -0.1, 0.88, 0.88, 0.1, 0.88);
    if (progress <= 0) {
      closed(brush, card);
    } else {
      open(brush, card, progress);
    }
  }

  private static void closed(Brush brush, Color card) {
    brush.polygon(Colors.shade(card, 1.3), -0.95, -0.1, 0.95, -0.1, 0.7, -0.68, -0.7, -0.68);
    brush.polygon(new Color(232, 214, 160), -0.16, -0.1, 0.16, -0.1, 0.12, -0.68, -0.12, -0.68);
    brush.box(-0.16, -0.1, 0.32, 0.32, new Color(222, 202, 146));
  }

  /** The flaps behind and beside the inside. */
  private static void lift(Brush brush, Color card, double progress) {
    double up = 0.75 * progress;
    var back = Colors.shade(card, 0.9);
    brush.polygon(back, -0.7, -0.68, 0.7, -0.68, 0.82, -0.68 - up, -0.82, -0.68 - up);
    double out = 0.75 * progress;
    var side = Colors.shade(card, 1.25);
    brush.polygon(side, -0.95, -0.1, -0.7, -0.68, -0.75 - out, -0.8, -1.0 - out, -0.25);
    brush.polygon(side, 0.95, -0.1, 0.7, -0.68, 0.75 + out, -0.8, 1.0 + out, -0.25);
  }

  private static void open(Brush brush, Color card, double progress) {
    brush.polygon(new Color(48, 36, 28), -0.95, -0.1, 0.95, -0.1, 0.7, -0.68, -0.7, -0.68);
    brush.polygon(new Color(84, 64, 48), -0.7, -0.68, 0.7, -0.68, 0.62, -0.45, -0.62, -0.45);
    double down = 0.5 * progress;
    var front = Colors.shade(card, 1.4);
    brush.polygon(front, -0.95, -0.1, 0.95, -0.1, 1.02, -0.1 + down, -1.02, -0.1 + down);
  }
}
