package org.genhowto.evaluator.features;

import org.genhowto.networks.image.RgbImage;

/** The pictures of inception_golden.py: waves of three colours and some noise, in whole numbers. */
public final class Pictures {
  private Pictures() {}

  public static RgbImage picture(int seed, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[(y * width + x) * 3 + c] = (byte) colour(seed, c, x, y);
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static int colour(int seed, int c, int x, int y) {
    int phase = x * (seed % 5 + c + 1) + y * (seed % 3 + 2 * c + 1) + seed * 37;
    int wave = (phase + x * y / (16 + 8 * c + seed)) % 512;
    int noise = (x * 7919 + y * 104729 + seed * 1299709 + c * 15485863) % 31;
    return Math.min(255, Math.abs(wave - 256) * (3 + seed % 4) / 6 + noise);
  }
}
