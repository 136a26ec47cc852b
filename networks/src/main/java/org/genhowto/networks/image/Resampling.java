package org.genhowto.networks.image;

/**
 * Antialiased resizing of 8-bit images, the same to the bit as Pillow's Image.resize: the kernel
 * grows with the scale, and the horizontal pass comes before the vertical one. Where the result is
 * of 8 bits too, weights are fixed-point numbers of 22 bits, and both passes are rounded. (From
 * version 13 on Pillow does the vertical pass first where that saves work, which rounds
 * differently; what was published was made before.)
 */
public enum Resampling {
  BILINEAR(1) {
    @Override
    double kernel(double distance) {
      return Math.max(0, 1 - Math.abs(distance));
    }
  },
  /** Keys' cubic with a = -0.5. */
  BICUBIC(2) {
    @Override
    double kernel(double distance) {
      double a = -0.5;
      double x = Math.abs(distance);
      if (x < 1) {
        return ((a + 2) * x - (a + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
  };

  private static final int PRECISION = 32 - 8 - 2;

  private final double support;

  Resampling(double support) {
    this.support = support;
  }

  abstract double kernel(double distance);

  RgbImage resize(RgbImage image, int width, int height) {
    byte[] pixels = image.rgb();
    if (width != image.width()) {
      pixels = horizontal(pixels, image.width(), image.height(), width);
    }
    if (height != image.height()) {
      pixels = vertical(pixels, width, image.height(), height);
    }
    return new RgbImage(width, height, pixels == image.rgb() ? pixels.clone() : pixels);
  }

  /**
   * Resizes as Pillow does images of floating point (its mode F), each colour by itself: nothing is
   * rounded to whole numbers.
   *
   * @return three colours a pixel, row by row, in [0, 255] but where a cubic kernel exceeds it
   */
  public float[] unrounded(RgbImage image, int width, int height) {
    float[] colours = new float[image.rgb().length];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = image.rgb()[i] & 0xff;
    }
    if (width != image.width()) {
      colours = horizontal(colours, image.width(), image.height(), width);
    }
    return height == image.height() ? colours : vertical(colours, width, image.height(), height);
  }

  private float[] horizontal(float[] in, int inWidth, int height, int width) {
    float[] out = new float[width * height * 3];
    for (int x = 0; x < width; x++) {
      Window window = window(inWidth, width, x);
      for (int y = 0; y < height; y++) {
        for (int c = 0; c < 3; c++) {
          int from = (y * inWidth + window.start) * 3 + c;
          out[(y * width + x) * 3 + c] = sum(in, from, 3, window.weights);
        }
      }
    }
    return out;
  }

  private float[] vertical(float[] in, int width, int inHeight, int height) {
    int row = width * 3;
    float[] out = new float[row * height];
    for (int y = 0; y < height; y++) {
      Window window = window(inHeight, height, y);
      for (int x = 0; x < row; x++) {
        out[y * row + x] = sum(in, window.start * row + x, row, window.weights);
      }
    }
    return out;
  }

  private static float sum(float[] in, int from, int stride, double[] weights) {
    double sum = 0;
    int at = from;
    for (double weight : weights) {
      sum += in[at] * weight;
      at += stride;
    }
    return (float) sum;
  }

  private byte[] horizontal(byte[] in, int inWidth, int height, int width) {
    byte[] out = new byte[width * height * 3];
    for (int x = 0; x < width; x++) {
      Window window = window(inWidth, width, x);
      int[] weights = window.fixed();
      for (int y = 0; y < height; y++) {
        for (int c = 0; c < 3; c++) {
          int from = (y * inWidth + window.start) * 3 + c;
          out[(y * width + x) * 3 + c] = sum(in, from, 3, weights);
        }
      }
    }
    return out;
  }

  private byte[] vertical(byte[] in, int width, int inHeight, int height) {
    int row = width * 3;
    byte[] out = new byte[row * height];
    for (int y = 0; y < height; y++) {
      Window window = window(inHeight, height, y);
      int[] weights = window.fixed();
      for (int x = 0; x < row; x++) {
        out[y * row + x] = sum(in, window.start * row + x, row, weights);
      }
    }
    return out;
  }

  private static byte sum(byte[] in, int from, int stride, int[] weights) {
    int sum = 1 << (PRECISION - 1);
    int at = from;
    for (int weight : weights) {
      sum += (in[at] & 0xff) * weight;
      at += stride;
    }
    return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
  }

  /** The input pixels that make one output pixel, and their weights. */
  private record Window(int start, double[] weights) {
    int[] fixed() {
      int[] fixed = new int[weights.length];
      for (int i = 0; i < weights.length; i++) {
        fixed[i] = (int) (weights[i] * (1 << PRECISION) + (weights[i] < 0 ? -0.5 : 0.5));
      }
      return fixed;
    }
  }

  private Window window(int in, int out, int position) {
    double scale = (double) in / out;
    double stretch = Math.max(1, scale);
    double reach = support * stretch;
    double centre = (position + 0.5) * scale;
    int start = Math.max(0, (int) (centre - reach + 0.5));
    int end = Math.min(in, (int) (centre + reach + 0.5));
    double[] weights = new double[end - start];
    double total = 0;
    double shrink = 1 / stretch;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = kernel((i + start - centre + 0.5) * shrink);
      total += weights[i];
    }
    for (int i = 0; i < weights.length && total != 0; i++) {
      weights[i] /= total;
    }
    return new Window(start, weights);
  }
}
