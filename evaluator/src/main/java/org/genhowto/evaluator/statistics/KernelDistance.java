package org.genhowto.evaluator.statistics;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/**
 * Kernel Inception distance: the unbiased squared maximum mean discrepancy under the kernel (x.y/d
 * + 1)^3 (Binkowski et al. 2018). Its expectation does not depend on the number of samples, unlike
 * the Frechet distance; it may be negative.
 */
public final class KernelDistance {
  /** How many subsets torch-fidelity and the paper take. */
  public static final int SUBSETS = 100;

  /** How many rows of a subset. */
  public static final int SUBSET_SIZE = 1000;

  private KernelDistance() {}

  /**
   * A distance and how sure it is.
   *
   * @param error its standard error; for subsets the standard deviation over them, as published
   * @param method what they are
   */
  public record Measured(double value, double error, String method) {}

  /**
   * Unbiased estimate over all pairs of two sets.
   *
   * @param first rows of n1 features of d numbers, n1 at least 2
   * @param second rows of n2 features of d numbers, n2 at least 2
   * @throws IllegalArgumentException fewer rows, rows of other lengths, or numbers that are not
   *     finite
   */
  public static double between(float[][] first, float[][] second) {
    return measure(first, second).value();
  }

  /**
   * Unbiased estimate over all pairs, with its standard error: the first-order one of a
   * U-statistic, 4 var(h1)/n1 + 4 var(h2)/n2 with h what each row has in the value. Two sets of one
   * distribution have a smaller one than that.
   */
  public static Measured measure(float[][] first, float[][] second) {
    FeatureRows.requirePair(first, second);
    try (Algebra algebra = new Algebra()) {
      NDArray x = algebra.rows(first);
      NDArray y = algebra.rows(second);
      double[] across = algebra.values("kernel_across", x, y);
      double[] parts1 = parts(algebra.values("kernel_within", x), across, 0, second.length);
      double[] parts2 =
          parts(algebra.values("kernel_within", y), across, first.length, first.length);
      double value = mean(parts1) + mean(parts2);
      double variance = 4 * variance(parts1) / parts1.length + 4 * variance(parts2) / parts2.length;
      return finite(new Measured(value, Math.sqrt(variance), "all pairs, U-statistic"));
    }
  }

  /**
   * Mean and standard deviation over random subsets of both sets, as torch-fidelity gives it (there
   * 100 of 1000, seed 2020) and, without the deviation, clean-fid: the same subsets by the same
   * seed.
   *
   * @param count of subsets
   * @param size rows of each set in a subset, without repetition; as many as the smaller set has
   *     where it has fewer
   * @param seed from 0 below 2^32
   */
  public static Measured subsets(
      float[][] first, float[][] second, int count, int size, long seed) {
    FeatureRows.requirePair(first, second);
    if (count < 1 || size < 2) {
      throw new IllegalArgumentException(
          "%d subsets of %d rows, expected at least 1 of at least 2".formatted(count, size));
    }
    int rows = Math.min(size, Math.min(first.length, second.length));
    NumpyRandom random = new NumpyRandom(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = between(random.choice(first, rows), random.choice(second, rows));
    }
    double deviation = Math.sqrt(variance(values) * Math.max(0, count - 1) / count);
    return new Measured(
        mean(values),
        deviation,
        "%d subsets of %d, seed %d, deviation over subsets".formatted(count, rows, seed));
  }

  /** What each row has in the distance: the mean over others of its set, less that across. */
  private static double[] parts(double[] within, double[] across, int from, int others) {
    double[] parts = new double[within.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = within[i] / (within.length - 1) - across[from + i] / others;
    }
    return parts;
  }

  private static Measured finite(Measured measured) {
    if (!Double.isFinite(measured.value) || !Double.isFinite(measured.error)) {
      throw new IllegalArgumentException(
          "the kernel distance is %s: the features are too large for a third power"
              .formatted(measured.value));
    }
    return measured;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    return values.length < 2 ? 0 : Spread.of(values).variance();
  }
}
