package org.genhowto.miniature.drawing;

import java.awt.Color;

/** Box: a taped lid becomes four flaps about a dark inside. */
final class OpenedBox implements Subject {

  @Override
  public void draw(Brush brush, Look look, double progress) {
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
