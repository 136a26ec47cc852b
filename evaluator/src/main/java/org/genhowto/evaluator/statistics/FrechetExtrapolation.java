package org.genhowto.evaluator.statistics;

import java.util.Random;

/**
 * Frechet distance at infinitely many images (Chong and Forsyth 2020): distances of random parts of
 * the first set to the whole second one at 15 sizes, evenly from a tenth to all, and a line through
 * them over 1/n. Its end at 1/n = 0 is free of the first set's share in the bias; the second set is
 * taken as it is.
 *
 * @param value the line's end
 * @param error its standard error in the fit; the parts overlap, so it is rather too small
 * @param slope c of the bias c/n
 * @param sizes how many distances
 */
public record FrechetExtrapolation(double value, double error, double slope, int sizes) {
  private static final int SIZES = 15;
  private static final int SHARE = 10;

  /** Fewest rows that 15 sizes can be taken from. */
  public static final int LEAST = 30;

  /**
   * Extrapolates.
   *
   * @param first at least 30 rows, of which parts are drawn
   * @param seed draws the parts
   */
  public static FrechetExtrapolation of(float[][] first, float[][] second, long seed) {
    FeatureRows.requirePair(first, second);
    FeatureRows.require(first, "first set", LEAST);
    Random random = new Random(seed);
    double[] inverse = new double[SIZES];
    double[] distance = new double[SIZES];
    int least = Math.max(2, first.length / SHARE);
    for (int i = 0; i < SIZES; i++) {
      int size = least + (int) ((long) (first.length - least) * i / (SIZES - 1));
      inverse[i] = 1.0 / size;
      distance[i] = FrechetDistance.between(Draws.without(first, size, random), second);
    }
    return line(inverse, distance);
  }

  /** The least squares line through some points, at 0. */
  static FrechetExtrapolation line(double[] x, double[] y) {
    int n = x.length;
    double meanX = Spread.of(x).mean();
    double meanY = Spread.of(y).mean();
    double squares = 0;
    double products = 0;
    for (int i = 0; i < n; i++) {
      squares += (x[i] - meanX) * (x[i] - meanX);
      products += (x[i] - meanX) * (y[i] - meanY);
    }
    double slope = products / squares;
    double value = meanY - slope * meanX;
    double residuals = 0;
    for (int i = 0; i < n; i++) {
      double residual = y[i] - value - slope * x[i];
      residuals += residual * residual;
    }
    double variance = residuals / (n - 2) * (1.0 / n + meanX * meanX / squares);
    return new FrechetExtrapolation(value, Math.sqrt(variance), slope, n);
  }
}
