package org.genhowto.evaluator.statistics;

/**
 * Mean and variance of some numbers.
 *
 * @param variance with n-1
 */
record Spread(int count, double mean, double variance) {

  /** Of at least two finite numbers. */
  static Spread of(double[] values) {
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "variance of %d values, expected at least 2".formatted(values.length));
    }
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "value %d is %s, expected a finite number".formatted(i, values[i]));
      }
      sum += values[i];
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Spread(values.length, mean, squares / (values.length - 1));
  }

  /** Variance of the mean. */
  double ofMean() {
    return variance / count;
  }
}
