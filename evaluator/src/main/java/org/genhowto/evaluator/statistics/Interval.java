package org.genhowto.evaluator.statistics;

import ai.djl.ndarray.NDArray;
import org.genhowto.evaluator.statistics.KernelDistance.Measured;

/**
 * A 95% confidence interval.
 *
 * @param low its lower end
 * @param high its upper end
 * @param method how it was made
 */
public record Interval(double low, double high, String method) {
  /** The normal distribution's 0.975 quantile. */
  static final double NORMAL = 1.959963984540054;

  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "an interval from %s to %s, expected the lower end first".formatted(low, high));
    }
  }

  /**
   * Of a share, such as an accuracy: Wilson's score interval (1927), which stays within [0, 1].
   *
   * @param right how many of them count
   * @param of how many there are, at least 1
   */
  public static Interval wilson(long right, long of) {
    if (of < 1 || right < 0 || right > of) {
      throw new IllegalArgumentException(
          "%d right of %d, expected 0 to all of at least 1".formatted(right, of));
    }
    double share = right / (double) of;
    double square = NORMAL * NORMAL;
    double middle = (share + square / (2 * of)) / (1 + square / of);
    double half =
        NORMAL * Math.sqrt(share * (1 - share) / of + square / (4.0 * of * of)) / (1 + square / of);
    double low = right == 0 ? 0 : Math.max(0, middle - half);
    double high = right == of ? 1 : Math.min(1, middle + half);
    return new Interval(low, high, "Wilson, 95%");
  }

  /** Of the mean of at least two values, such as one an image: Student's t. */
  public static Interval mean(double[] values) {
    return mean(Spread.of(values));
  }

  /**
   * The same by moments.
   *
   * @param values of one dimension, at least two
   */
  public static Interval mean(Moments values) {
    return mean(
        new Spread(Math.toIntExact(values.count()), values.mean()[0], values.covariance()[0]));
  }

  private static Interval mean(Spread spread) {
    double half = StudentT.quantile(spread.count() - 1) * Math.sqrt(spread.ofMean());
    return new Interval(spread.mean() - half, spread.mean() + half, "Student t, 95%");
  }

  /**
   * Of the Frechet distance of two sets: the value and 1.96 standard errors by the infinitesimal
   * jackknife, which takes the variance from the distance's derivative by the weight of each row. A
   * bootstrap would need hundreds of distances, and lies too high by itself: rows drawn twice are
   * missing rows. The upward bias of the value, about c/n, is not in it.
   */
  public static Interval frechet(float[][] first, float[][] second) {
    return frechet(FrechetDistance.between(first, second), first, second);
  }

  /**
   * The same where the distance is known.
   *
   * @param value the distance of the two sets
   */
  public static Interval frechet(double value, float[][] first, float[][] second) {
    double half = NORMAL * frechetError(first, second);
    return new Interval(Math.max(0, value - half), value + half, "infinitesimal jackknife, 95%");
  }

  /** Standard error of the Frechet distance of two sets by the infinitesimal jackknife. */
  static double frechetError(float[][] first, float[][] second) {
    return Math.sqrt(
        Spread.of(influence(first, second)).ofMean()
            + Spread.of(influence(second, first)).ofMean());
  }

  /** Derivative of the Frechet distance by the weight of each row of the first set. */
  static double[] influence(float[][] first, float[][] second) {
    FeatureRows.requirePair(first, second);
    try (Algebra algebra = new Algebra()) {
      NDArray x = algebra.rows(first);
      return algebra.values("influence", x, algebra.rows(second));
    }
  }

  /** Of a kernel distance over all pairs: 1.96 of its standard errors. */
  public static Interval kernel(float[][] first, float[][] second) {
    Measured measured = KernelDistance.measure(first, second);
    return normal(measured.value(), measured.error(), "normal, " + measured.method() + ", 95%");
  }

  /**
   * A value and 1.96 standard errors to both sides.
   *
   * @param method how the error was found
   */
  public static Interval normal(double value, double error, String method) {
    return new Interval(value - NORMAL * error, value + NORMAL * error, method);
  }
}
