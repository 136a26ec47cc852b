package org.genhowto.evaluator.statistics;

/**
 * Mean and covariance of a set of feature vectors: what pytorch-fid calls statistics.
 *
 * @param mean d numbers
 * @param covariance d x d numbers, row by row, symmetric; with n-1
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; shared, not copied.
public record Gaussian(double[] mean, double[] covariance) {
  /** Share of the largest entry by which the halves of a covariance may differ. */
  private static final double SYMMETRY = 1e-6;

  public Gaussian {
    int d = mean.length;
    if (d == 0 || covariance.length != (long) d * d) {
      throw new IllegalArgumentException(
          "a mean of %d numbers with a covariance of %d, expected %d"
              .formatted(d, covariance.length, (long) d * d));
    }
    requireFinite("the mean", mean);
    requireFinite("the covariance", covariance);
    requireSymmetry(covariance, d);
  }

  public int dimensions() {
    return mean.length;
  }

  /** Of rows. */
  public static Gaussian of(float[][] rows, String name) {
    FeatureRows.require(rows, name, 2);
    try (Algebra algebra = new Algebra()) {
      var x = algebra.rows(rows);
      var mean = algebra.call("mean", x).singletonOrThrow();
      double[] covariance =
          algebra.values("gram", algebra.call("scaled", x, mean).singletonOrThrow());
      return new Gaussian(mean.toDoubleArray(), covariance);
    }
  }

  /** Of moments. */
  static Gaussian of(Moments moments, String name) {
    if (moments.count() < 2) {
      throw new IllegalArgumentException(
          "the %s has %d features, expected at least 2".formatted(name, moments.count()));
    }
    return new Gaussian(moments.mean(), moments.covariance());
  }

  private static void requireFinite(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "number %d of %s is %s, expected a finite one".formatted(i, name, values[i]));
      }
    }
  }

  private static void requireSymmetry(double[] covariance, int d) {
    double largest = 0;
    for (int i = 0; i < d; i++) {
      largest = Math.max(largest, Math.abs(covariance[i * d + i]));
    }
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < i; j++) {
        double difference = Math.abs(covariance[i * d + j] - covariance[j * d + i]);
        if (difference > SYMMETRY * largest) {
          throw new IllegalArgumentException(
              "the covariance of features %d and %d is %s one way and %s the other, expected one"
                  .formatted(i, j, covariance[i * d + j], covariance[j * d + i]));
        }
      }
    }
  }
}
