package org.genhowto.captioner.training;

import java.util.SplittableRandom;
import org.genhowto.networks.image.RgbImage;

/**
 * Varies pictures without changing what they show: size, place, side and light. Video frames stand
 * less still than stock pictures.
 */
final class CaptionAugmentation {
  private static final double SMALLEST = 0.75;
  private static final double LARGEST = 1.15;
  private static final double SHIFT = 0.08;
  private static final double GAIN = 0.12;

  private final SplittableRandom random;

  CaptionAugmentation(SplittableRandom random) {
    this.random = random;
  }

  /** A variation of the picture, of the same size; beyond the edge, the edge goes on. */
  RgbImage vary(RgbImage image) {
    double scale = random.nextDouble(SMALLEST, LARGEST);
    double shiftX = random.nextDouble(-SHIFT, SHIFT) * image.width();
    double shiftY = random.nextDouble(-SHIFT, SHIFT) * image.height();
    double gain = random.nextDouble(1 - GAIN, 1 + GAIN);
    boolean mirrored = random.nextBoolean();
    byte[] rgb = new byte[image.rgb().length];
    double centreX = (image.width() - 1) / 2.0;
    double centreY = (image.height() - 1) / 2.0;
    int at = 0;
    for (int y = 0; y < image.height(); y++) {
      double fromY = (y - centreY - shiftY) / scale + centreY;
      for (int x = 0; x < image.width(); x++) {
        double straightX = (x - centreX - shiftX) / scale + centreX;
        double fromX = mirrored ? image.width() - 1 - straightX : straightX;
        for (int channel = 0; channel < 3; channel++) {
          double colour = gain * sample(image, fromX, fromY, channel);
          rgb[at++] = (byte) Math.min(255, Math.round(colour));
        }
      }
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }

  /** Bilinear between the four neighbours. */
  private static double sample(RgbImage image, double x, double y, int channel) {
    double insideX = Math.min(image.width() - 1.0, Math.max(0, x));
    double insideY = Math.min(image.height() - 1.0, Math.max(0, y));
    int left = (int) insideX;
    int top = (int) insideY;
    int right = Math.min(left + 1, image.width() - 1);
    int bottom = Math.min(top + 1, image.height() - 1);
    double alongX = insideX - left;
    double alongY = insideY - top;
    double above =
        (1 - alongX) * colour(image, left, top, channel)
            + alongX * colour(image, right, top, channel);
    double below =
        (1 - alongX) * colour(image, left, bottom, channel)
            + alongX * colour(image, right, bottom, channel);
    return (1 - alongY) * above + alongY * below;
  }

  private static int colour(RgbImage image, int x, int y, int channel) {
    return image.rgb()[3 * (y * image.width() + x) + channel] & 0xff;
  }
}
