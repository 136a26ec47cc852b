package org.genhowto.miniature.stock;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;

/**
 * What is done to a picture before it is sold.
 *
 * @param contrast about the middle grey
 * @param saturation 1 leaves colours as they are
 * @param warmth added to red and taken from blue, as a share
 * @param slope change of the gain from the upper left to the lower right
 * @param vignette how much darker the corners are, as a share
 * @param levels of each channel; 256 are all
 */
record Grade(
    double contrast, double saturation, double warmth, double slope, double vignette, int levels) {
  private static final double MIDDLE = 127.5;

  static Grade of(StockStyle style, SplittableRandom random) {
    double contrast = 0.95 + 0.35 * random.nextDouble();
    double saturation = 0.65 + 0.75 * random.nextDouble();
    double warmth = 0.24 * (random.nextDouble() - 0.5);
    double slope = 0.6 * (random.nextDouble() - 0.5);
    double vignette = 0.2 + 0.35 * random.nextDouble();
    return style == StockStyle.FLAT
        ? new Grade(1.1, 1.35, 0, 0, 0, 6)
        : new Grade(contrast, saturation, warmth, slope, vignette, 256);
  }

  /** Changes the picture in place. */
  void apply(BufferedImage image) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int width = image.getWidth();
    int height = image.getHeight();
    for (int i = 0; i < pixels.length; i++) {
      int row = i / width;
      double x = (i % width + 0.5) / width - 0.5;
      double y = (row + 0.5) / height - 0.5;
      double gain = (1 + slope * (x + y) / 2) * (1 - vignette * 2 * (x * x + y * y));
      int rgb = pixels[i];
      double red = rgb >> 16 & 255;
      double green = rgb >> 8 & 255;
      double blue = rgb & 255;
      double grey = 0.3 * red + 0.59 * green + 0.11 * blue;
      int r = graded(red, grey, gain * (1 + warmth));
      int g = graded(green, grey, gain);
      int b = graded(blue, grey, gain * (1 - warmth));
      pixels[i] = r << 16 | g << 8 | b;
    }
  }

  private int graded(double value, double grey, double gain) {
    double colour = (grey + saturation * (value - grey)) * gain;
    double graded = MIDDLE + contrast * (colour - MIDDLE);
    double clamped = Math.max(0, Math.min(255, graded));
    double step = 255.0 / (levels - 1);
    return (int) Math.round(Math.round(clamped / step) * step);
  }
}
