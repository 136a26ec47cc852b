package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.util.List;
import java.util.SplittableRandom;
import org.genhowto.miniature.world.Moment;

/** Whose hands do the work: skin, sleeve, and the side the tool comes from. */
record Person(Color skin, Color sleeve, boolean leftHanded) {
  private static final List<Color> SKINS =
      List.of(
          new Color(246, 206, 174),
          new Color(226, 174, 136),
          new Color(180, 124, 86),
          new Color(118, 76, 50));

  static Person of(SplittableRandom random) {
    var sleeve =
        new Color(random.nextInt(30, 230), random.nextInt(30, 230), random.nextInt(40, 230));
    return new Person(SKINS.get(random.nextInt(SKINS.size())), sleeve, random.nextInt(4) == 0);
  }

  /** Draws both arms and the tool about an object at the brush's origin. */
  void draw(Brush brush, Look look, Moment moment) {
    double sway = moment.sway();
    var own = leftHanded ? brush.mirrored() : brush;
    var tool = Tool.of(look.category().family(), moment.step());
    double[] grip = tool.grip();
    double x = grip[0] + 0.12 * sway;
    double y = grip[1] + 0.1 * sway;
    tool.draw(own.at(x, y, 1), look);
    arm(own, new double[] {2.3, 1.9}, x, y);
    arm(own, new double[] {-2.2, 2.0}, -0.95, 0.3 + 0.05 * sway);
  }

  private void arm(Brush brush, double[] shoulder, double x, double y) {
    double middleX = x + (shoulder[0] - x) * 0.45;
    double middleY = y + (shoulder[1] - y) * 0.45;
    brush.line(shoulder[0], shoulder[1], middleX, middleY, 0.62, sleeve);
    brush.line(middleX, middleY, x, y, 0.36, skin);
    brush.ellipse(x, y, 0.31, 0.27, skin);
    double inward = Math.signum(-shoulder[0]);
    for (int i = 0; i < 3; i++) {
      double finger = y - 0.13 + 0.13 * i;
      brush.line(x, finger, x + inward * 0.36, finger + 0.04, 0.12, Colors.shade(skin, 0.92));
    }
    brush.line(x, y - 0.1, x + inward * 0.2, y - 0.32, 0.13, skin);
  }
}
