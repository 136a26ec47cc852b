package org.genhowto.evaluator.statistics;

/**
 * Kernel Inception distance: the unbiased squared maximum mean discrepancy under the kernel (x.y/d
 * + 1)^3 (Binkowski et al. 2018). Its expectation does not depend on the number of samples, unlike
 * the Frechet distance; it may be negative.
 */
public final class KernelDistance {
  private KernelDistance() {}

  /**
   * Unbiased estimate over all pairs of two sets.
   *
   * @param first rows of n1 features of d numbers, n1 at least 2
   * @param second rows of n2 features of d numbers, n2 at least 2
   */
  public static double between(float[][] first, float[][] second) {
    if (first.length < 2 || second.length < 2) {
      throw new IllegalArgumentException(
          "sets of "
              + first.length
              + " and "
              + second.length
              + " features, expected at least 2 each");
    }
    return within(first) + within(second) - 2 * across(first, second);
  }

  private static double within(float[][] rows) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += kernel(rows[i], rows[j]);
      }
    }
    return 2 * sum / ((double) rows.length * (rows.length - 1));
  }

  private static double across(float[][] first, float[][] second) {
    double sum = 0;
    for (float[] x : first) {
      for (float[] y : second) {
        sum += kernel(x, y);
      }
    }
    return sum / ((double) first.length * second.length);
  }

  private static double kernel(float[] x, float[] y) {
    double dot = 0;
    for (int i = 0; i < x.length; i++) {
      dot += (double) x[i] * y[i];
    }
    double base = dot / x.length + 1;
    return base * base * base;
  }
}
