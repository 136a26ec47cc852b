package org.genhowto.evaluator.statistics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Frechet distance between two sets of feature vectors, each taken as a Gaussian: {@code |m1-m2|^2
 * + tr S1 + tr S2 - 2 tr (S1 S2)^(1/2)}, covariances with n-1 (Heusel et al. 2017, equation 6;
 * unitless, at least 0).
 *
 * <p>No matrix square root is taken. With A the centred rows over sqrt(n-1), S = A'A, and the trace
 * of the root is the sum of the singular values of A1 A2'. Where there are more rows than
 * dimensions, the triangle R of A = QR stands for A, as R'R = S. Nothing is added to a diagonal:
 * the value is exact for rank-deficient covariances too.
 *
 * <p>The value is biased upwards by about c/n: never compare two at different n.
 */
public final class FrechetDistance {
  /** Largest share of the norm that rounding takes from a triangle. */
  private static final double ROUNDING = 1e-6;

  private FrechetDistance() {}

  /**
   * Distance of two sets.
   *
   * @param first rows of n1 features of d numbers, n1 at least 2
   * @param second rows of n2 features of d numbers, n2 at least 2
   */
  public static double between(float[][] first, float[][] second) {
    requireRows(first, "first");
    requireRows(second, "second");
    if (first[0].length != second[0].length) {
      throw new IllegalArgumentException(
          "features of "
              + first[0].length
              + " numbers cannot be compared with features of "
              + second[0].length);
    }
    double[] mean1 = mean(first);
    double[] mean2 = mean(second);
    double distance = 0;
    for (int i = 0; i < mean1.length; i++) {
      distance += (mean1[i] - mean2[i]) * (mean1[i] - mean2[i]);
    }
    DMatrixRMaj root1 = root(first, mean1);
    DMatrixRMaj root2 = root(second, mean2);
    double traces = squaredNorm(root1) + squaredNorm(root2);
    return Math.max(0, distance + traces - 2 * nuclearNorm(root1, root2));
  }

  private static void requireRows(float[][] rows, String name) {
    if (rows.length < 2) {
      throw new IllegalArgumentException(
          "the " + name + " set has " + rows.length + " features, expected at least 2");
    }
  }

  private static double[] mean(float[][] rows) {
    double[] mean = new double[rows[0].length];
    for (float[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= rows.length;
    }
    return mean;
  }

  /** A (n x d), or R (d x d) where n > d, with A'A = R'R = covariance. */
  private static DMatrixRMaj root(float[][] rows, double[] mean) {
    int n = rows.length;
    int d = mean.length;
    double scale = 1 / Math.sqrt(n - 1.0);
    DMatrixRMaj centred = new DMatrixRMaj(n, d);
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < d; c++) {
        centred.set(r, c, (rows[r][c] - mean[c]) * scale);
      }
    }
    if (n <= d) {
      return centred;
    }
    double norm = squaredNorm(centred);
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(n, d);
    // It answers whether the columns are independent, which they need not be; R is right anyway.
    qr.decompose(centred);
    DMatrixRMaj triangle = qr.getR(null, true);
    double difference = Math.abs(squaredNorm(triangle) - norm);
    if (!(difference <= ROUNDING * norm)) {
      throw new ArithmeticException(
          "the triangle of %d x %d features has another norm than they have".formatted(n, d));
    }
    return triangle;
  }

  private static double squaredNorm(DMatrixRMaj matrix) {
    double sum = 0;
    for (double value : matrix.data) {
      sum += value * value;
    }
    return sum;
  }

  private static double nuclearNorm(DMatrixRMaj a, DMatrixRMaj b) {
    DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numRows);
    CommonOps_DDRM.multTransB(a, b, product);
    if (squaredNorm(product) == 0) {
      return 0;
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(product.numRows, product.numCols, false, false, true);
    if (!svd.decompose(product)) {
      throw new ArithmeticException(
          "singular values of " + product.numRows + " x " + product.numCols + " not found");
    }
    double sum = 0;
    double[] values = svd.getSingularValues();
    for (int i = 0; i < svd.numberOfSingularValues(); i++) {
      sum += values[i];
    }
    return sum;
  }
}
