package org.genhowto.networks.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * What an image reader decoded as 8-bit red, green and blue. Samples are taken as they are stored:
 * Java's own way leads grey and profiles through a colour space, which changes them.
 */
final class Pixels {
  private static final int WHITE = 255;

  private Pixels() {}

  static RgbImage of(BufferedImage image, Reading reading) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    Raster raster = image.getRaster();
    int[] row = new int[width * raster.getNumBands()];
    int[][] tables = tables(image.getColorModel(), reading);
    boolean palette = image.getColorModel() instanceof IndexColorModel;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      if (palette) {
        indexed(row, tables, rgb, 3 * y * width, width);
      } else {
        direct(row, tables, rgb, 3 * y * width, width);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** For each band, or for each colour of a palette, what a sample means in [0, 255]. */
  private static int[][] tables(ColorModel model, Reading reading) {
    if (model instanceof IndexColorModel palette) {
      int[] colours = new int[palette.getMapSize()];
      palette.getRGBs(colours);
      int[][] tables = new int[4][colours.length];
      for (int i = 0; i < colours.length; i++) {
        tables[0][i] = colours[i] >> 16 & 0xff;
        tables[1][i] = colours[i] >> 8 & 0xff;
        tables[2][i] = colours[i] & 0xff;
        tables[3][i] = reading == Reading.PILLOW ? WHITE : colours[i] >>> 24;
      }
      return tables;
    }
    int[][] tables = new int[model.getNumComponents()][];
    for (int band = 0; band < tables.length; band++) {
      int highest = (1 << model.getComponentSize(band)) - 1;
      tables[band] =
          reading == Reading.PILLOW && highest > WHITE
              ? pillow(highest, tables.length)
              : scale(highest);
    }
    if (reading == Reading.PILLOW && tables.length % 2 == 0) {
      Arrays.fill(tables[tables.length - 1], WHITE);
    }
    return tables;
  }

  /** 16 bits become 8 by rounding, so that v * 257 becomes v. */
  private static int[] scale(int highest) {
    int[] table = new int[highest + 1];
    for (int i = 0; i <= highest; i++) {
      table[i] = (int) ((i * 255L + highest / 2) / highest);
    }
    return table;
  }

  /** 16 bits as Pillow makes 8 of them: in grey cut, elsewhere the higher ones. */
  private static int[] pillow(int highest, int bands) {
    int[] table = new int[highest + 1];
    for (int i = 0; i <= highest; i++) {
      table[i] = bands == 1 ? Math.min(i, WHITE) : i >> Byte.SIZE;
    }
    return table;
  }

  private static void indexed(int[] row, int[][] palette, byte[] rgb, int at, int width) {
    for (int x = 0; x < width; x++) {
      for (int c = 0; c < 3; c++) {
        rgb[at + 3 * x + c] = onWhite(palette[c][row[x]], palette[3][row[x]]);
      }
    }
  }

  /** Bands are grey, grey and alpha, colour, or colour and alpha. */
  private static void direct(int[] row, int[][] tables, byte[] rgb, int at, int width) {
    int bands = tables.length;
    int colours = bands < 3 ? 1 : 3;
    boolean alpha = bands == 2 || bands == 4;
    for (int x = 0; x < width; x++) {
      int first = x * bands;
      int opacity = alpha ? tables[bands - 1][row[first + bands - 1]] : WHITE;
      for (int c = 0; c < 3; c++) {
        int band = c % colours;
        rgb[at + 3 * x + c] = onWhite(tables[band][row[first + band]], opacity);
      }
    }
  }

  private static byte onWhite(int colour, int opacity) {
    return (byte) ((colour * opacity + WHITE * (WHITE - opacity) + WHITE / 2) / WHITE);
  }
}
