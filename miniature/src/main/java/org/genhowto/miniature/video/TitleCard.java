package org.genhowto.miniature.video;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import org.genhowto.miniature.drawing.Brush;
import org.genhowto.miniature.drawing.Colors;

/** A card with lines of writing, in bars: small writing cannot be read, and fonts need no care. */
final class TitleCard {
  private TitleCard() {}

  static BufferedImage image(long seed, int width, int height) {
    var random = new SplittableRandom(seed);
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.scale(height / 100.0, height / 100.0);
    double wide = 100.0 * width / height;
    var brush = new Brush(graphics);
    var paper =
        new Color(random.nextInt(20, 240), random.nextInt(20, 240), random.nextInt(20, 240));
    int light = paper.getRed() + paper.getGreen() + paper.getBlue();
    var ink = Colors.shade(paper, light > 380 ? 0.25 : 1.8);
    brush.box(0, 0, wide, 100, paper);
    int lines = 1 + random.nextInt(3);
    for (int line = 0; line < lines; line++) {
      writing(brush, wide, 34 + 18 * line, ink, random);
    }
    graphics.dispose();
    return image;
  }

  private static void writing(
      Brush brush, double wide, double y, Color ink, SplittableRandom random) {
    double x = wide / 2 - 34;
    while (x < wide / 2 + 30) {
      double length = 4 + random.nextInt(14);
      brush.roundBox(x, y, length, 7, 2, ink);
      x += length + 4;
    }
  }
}
