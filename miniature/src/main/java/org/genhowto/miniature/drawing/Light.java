package org.genhowto.miniature.drawing;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Light on a scene: a gain and a tint for each channel, and a slope from left to right.
 *
 * @param red factor of the red channel; green and blue likewise
 * @param slope change of the gain across the picture
 */
record Light(double red, double green, double blue, double slope) {
  private static final int NOISE = 1 << 16;
  private static final byte[] GRAIN = grain();

  static Light of(SplittableRandom random) {
    double gain = 0.84 + random.nextDouble() * 0.26;
    return new Light(
        gain * (0.95 + random.nextDouble() * 0.1),
        gain * (0.97 + random.nextDouble() * 0.06),
        gain * (0.95 + random.nextDouble() * 0.1),
        (random.nextDouble() - 0.5) * 0.3);
  }

  /** Lights the picture in place, with a camera's brightness and sensor noise (sigma 2 of 255). */
  void shine(BufferedImage image, double brightness, long noise) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int width = image.getWidth();
    int grain = (int) ((noise * 0x9E3779B97F4A7C15L) >>> 40);
    for (int i = 0; i < pixels.length; i++) {
      double gain = brightness * (1 + slope * ((double) (i % width) / width - 0.5));
      int rgb = pixels[i];
      int r = lit(rgb >> 16 & 255, gain * red, grain++);
      int g = lit(rgb >> 8 & 255, gain * green, grain++);
      int b = lit(rgb & 255, gain * blue, grain++);
      pixels[i] = r << 16 | g << 8 | b;
    }
  }

  private static int lit(int value, double gain, int grain) {
    int lit = (int) (value * gain + 0.5) + GRAIN[grain & NOISE - 1];
    return lit < 0 ? 0 : Math.min(lit, 255);
  }

  private static byte[] grain() {
    var random = new Random(5);
    var grain = new byte[NOISE];
    for (int i = 0; i < NOISE; i++) {
      grain[i] = (byte) Math.round(random.nextGaussian() * 2);
    }
    return grain;
  }
}
