package org.genhowto.ingest.picture;

import java.util.Arrays;

/**
 * The brightness of a picture, and what can be said of it alone.
 *
 * @param grey rows of width bytes, unsigned
 */
record GreyPicture(byte[] grey, int width, int height) {
  /** As FFmpeg's filter blackdetect has it: a tenth of the range, in 98 of 100 pixels. */
  private static final int DARK = 25;

  private static final double BLACK = 0.98;

  /** Strokes of letters: steps of this many levels up and down, so many pixels apart at most. */
  private static final int STEP = 64;

  private static final int STROKE = 10;

  /** A picture is cut into so many strips, each as high as a line of writing. */
  private static final int STRIPS = 16;

  /** Strokes in a row of this many pixels; writing has one and more, pictures hardly half a one. */
  private static final double EM = 16;

  private static final double FEW_STROKES = 0.6;
  private static final double MANY_STROKES = 1.0;

  /** Levels to either side that are one colour of a drawn card. */
  private static final int SAME = 4;

  private static final double SCENE = 0.6;
  private static final double CARD = 0.9;
  private static final double LEAST_EDGES = 0.001;

  /** Whether nearly nothing of it is light. */
  boolean isBlack() {
    int dark = 0;
    for (byte level : grey) {
      dark += Byte.toUnsignedInt(level) <= DARK ? 1 : 0;
    }
    return dark >= BLACK * grey.length;
  }

  /**
   * Variance of the Laplacian: at each pixel the sum of its four neighbours less four times itself,
   * with rows and columns mirrored at the borders. Blur makes it small (Pech-Pacheco et al. 2000;
   * as OpenCV's Laplacian of aperture 1).
   */
  double sharpness() {
    double sum = 0;
    double squares = 0;
    for (int y = 0; y < height; y++) {
      int above = row(y == 0 ? Math.min(1, height - 1) : y - 1);
      int here = row(y);
      int below = row(y == height - 1 ? Math.max(0, height - 2) : y + 1);
      for (int x = 0; x < width; x++) {
        int left = x == 0 ? Math.min(1, width - 1) : x - 1;
        int right = x == width - 1 ? Math.max(0, width - 2) : x + 1;
        int value =
            level(above + x)
                + level(below + x)
                + level(here + left)
                + level(here + right)
                - 4 * level(here + x);
        sum += value;
        squares += (double) value * value;
      }
    }
    double mean = sum / grey.length;
    return Math.max(0, squares / grey.length - mean * mean);
  }

  /**
   * How likely it shows writing, in [0, 1]: the larger of two. Lines of writing over a picture: in
   * the fullest of 16 strips, thin strokes to a length of 16 pixels along its rows, from 0.6 to 1.
   * A card: the share of the two most frequent colours, each four levels to either side, from 60 to
   * 90 percent, where there is an edge at all.
   */
  double writing() {
    return Math.max(
        share(strokes(), FEW_STROKES, MANY_STROKES),
        hasEdges() ? share(twoColours(), SCENE, CARD) : 0);
  }

  private double strokes() {
    double most = 0;
    for (int strip = 0; strip < STRIPS; strip++) {
      int from = strip * height / STRIPS;
      int to = (strip + 1) * height / STRIPS;
      int strokes = 0;
      for (int y = from; y < to; y++) {
        strokes += strokes(row(y));
      }
      most = Math.max(most, strokes * EM / width / Math.max(1, to - from));
    }
    return most;
  }

  /** How often a step one way is followed closely by one the other way, in one row. */
  private int strokes(int row) {
    int strokes = 0;
    int way = 0;
    int at = 0;
    for (int x = 1; x < width - 1; x++) {
      int step = level(row + x + 1) - level(row + x - 1);
      if (Math.abs(step) >= STEP) {
        int sign = step > 0 ? 1 : -1;
        strokes += sign == -way && x - at <= STROKE ? 1 : 0;
        way = sign;
        at = x;
      }
    }
    return strokes;
  }

  /** Whether there is a step to the pixel on the right or below at one in a thousand of them. */
  private boolean hasEdges() {
    int edges = 0;
    for (int y = 0; y < height - 1; y++) {
      for (int at = row(y); at < row(y) + width - 1; at++) {
        int step =
            Math.max(Math.abs(level(at) - level(at + 1)), Math.abs(level(at) - level(at + width)));
        edges += step >= STEP / 2 ? 1 : 0;
      }
    }
    return edges > 0 && edges >= LEAST_EDGES * grey.length;
  }

  /** Share of the pixels of the most frequent colour, and of the most frequent other one. */
  private double twoColours() {
    int[] levels = new int[256];
    for (byte level : grey) {
      levels[Byte.toUnsignedInt(level)]++;
    }
    int first = fullest(levels);
    int pixels = around(levels, first);
    Arrays.fill(levels, Math.max(0, first - SAME), Math.min(levels.length, first + SAME + 1), 0);
    return (pixels + around(levels, fullest(levels))) / (double) grey.length;
  }

  private static int fullest(int[] levels) {
    int best = 0;
    for (int level = 1; level < levels.length; level++) {
      best = around(levels, level) > around(levels, best) ? level : best;
    }
    return best;
  }

  private static int around(int[] levels, int centre) {
    int sum = 0;
    for (int i = Math.max(0, centre - SAME); i <= Math.min(levels.length - 1, centre + SAME); i++) {
      sum += levels[i];
    }
    return sum;
  }

  private static double share(double value, double none, double all) {
    return Math.max(0, Math.min(1, (value - none) / (all - none)));
  }

  private int row(int y) {
    return y * width;
  }

  private int level(int at) {
    return grey[at] & 0xff;
  }
}
