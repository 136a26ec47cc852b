package org.genhowto.evaluator.statistics;

/** Student's t distribution. */
final class StudentT {
  private static final double CENTRAL = 0.95;
  private static final int BISECTIONS = 200;

  private StudentT() {}

  /** The value that |t| stays below with probability 0.95, the 0.975 quantile. */
  static double quantile(int freedom) {
    if (freedom < 1) {
      throw new IllegalArgumentException(freedom + " degrees of freedom, expected at least 1");
    }
    double low = 0;
    double high = 13; // 12.706 for one degree, less for more
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (central(middle, freedom) < CENTRAL) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** Probability of |T| &lt; t: Abramowitz and Stegun 26.7.3 and 26.7.4. */
  private static double central(double t, int freedom) {
    double angle = Math.atan(t / Math.sqrt(freedom));
    double square = Math.cos(angle) * Math.cos(angle);
    boolean odd = freedom % 2 == 1;
    double term = odd ? Math.cos(angle) : 1;
    double sum = odd && freedom == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
      term *= square * (k - 1) / k;
      sum += term;
    }
    double series = Math.sin(angle) * sum;
    return odd ? 2 / Math.PI * (angle + series) : series;
  }
}
