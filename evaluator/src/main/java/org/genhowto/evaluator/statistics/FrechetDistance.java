package org.genhowto.evaluator.statistics;

/**
 * Frechet distance between two sets of feature vectors, each taken as a Gaussian: {@code |m1-m2|^2
 * + tr S1 + tr S2 - 2 tr (S1 S2)^(1/2)}, covariances with n-1 (Heusel et al. 2017, equation 6;
 * unitless, at least 0).
 *
 * <p>No matrix square root is taken. With A the centred rows over sqrt(n-1), S = A'A, and the trace
 * of the root is the sum of the singular values of A1 A2'. Where there are more rows than
 * dimensions, a triangle R with R'R = S stands for A. Quick ways, by Cholesky's triangle and by
 * eigenvalues of a Gram matrix, are taken only where a bound says that they cost less than 1e-11 of
 * the traces each; else R comes from A = QR and the singular values are computed as such. Nothing
 * is added to a diagonal: the value is exact for rank-deficient covariances too.
 *
 * <p>The value is biased upwards by about c/n: never compare two at different n.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * Distance of two sets.
   *
   * @param first rows of n1 features of d numbers, n1 at least 2
   * @param second rows of n2 features of d numbers, n2 at least 2
   * @throws IllegalArgumentException fewer rows, rows of other lengths, or numbers that are not
   *     finite
   */
  public static double between(float[][] first, float[][] second) {
    FeatureRows.requirePair(first, second);
    try (Algebra algebra = new Algebra()) {
      return finite(algebra.value("frechet_of_rows", algebra.rows(first), algebra.rows(second)));
    }
  }

  /**
   * Distance of two sets of which only moments are known: the live value. Off the one by rows by at
   * most 1e-6 of the traces' sum, for features whose size is above 1e-4; by 1e-10 where both
   * covariances have full rank and a condition below 1e6.
   *
   * @throws IllegalArgumentException fewer than 2 rows, or another number of dimensions
   */
  public static double between(Moments first, Moments second) {
    FeatureRows.requireSame(first.dimensions(), second.dimensions());
    return between(Gaussian.of(first, "first set"), Gaussian.of(second, "second set"));
  }

  /** Distance of two Gaussians, such as saved statistics hold. */
  public static double between(Gaussian first, Gaussian second) {
    FeatureRows.requireSame(first.dimensions(), second.dimensions());
    int d = first.dimensions();
    try (Algebra algebra = new Algebra()) {
      return finite(
          algebra.value(
              "frechet_of_covariances",
              algebra.vector(first.mean()),
              algebra.matrix(first.covariance(), d, d),
              algebra.vector(second.mean()),
              algebra.matrix(second.covariance(), d, d)));
    }
  }

  private static double finite(double distance) {
    if (!Double.isFinite(distance)) {
      throw new ArithmeticException("the Frechet distance is " + distance);
    }
    return Math.max(0, distance);
  }
}
