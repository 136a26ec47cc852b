package org.genhowto.networks.image;

import java.awt.image.Raster;

/** How the four inks of a JPEG (cyan, magenta, yellow, black) are stored. */
enum Inks {
  /** There are none: the picture is grey or coloured. */
  NONE,
  /** 255 is full ink. */
  PLAIN,
  /** 0 is full ink, as Adobe's programs write it. */
  INVERTED,
  /** As {@link #INVERTED}, the first three as luminance and two differences. */
  LUMINANCE;

  /** Colours without a profile: each ink takes away its part of what black has left. */
  RgbImage colours(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int[] row = new int[4 * width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        if (this == LUMINANCE) {
          light(row, 4 * x);
        }
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * width + x) + c] = (byte) product(left(row[4 * x + c]), left(row[4 * x + 3]));
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** What an ink leaves of the paper's white. */
  private int left(int stored) {
    return this == PLAIN ? 255 - stored : stored;
  }

  private static int product(int a, int b) {
    return (a * b + 127) / 255;
  }

  /**
   * Luminance and differences are those of a colour (as in JFIF), of which the inks are the rest.
   */
  private static void light(int[] row, int at) {
    double y = row[at];
    double blue = row[at + 1] - 128;
    double red = row[at + 2] - 128;
    row[at] = 255 - clamp(y + 1.402 * red);
    row[at + 1] = 255 - clamp(y - 0.344136286 * blue - 0.714136286 * red);
    row[at + 2] = 255 - clamp(y + 1.772 * blue);
  }

  private static int clamp(double value) {
    return (int) Math.max(0, Math.min(255, Math.rint(value)));
  }
}
