package org.genhowto.evaluator.statistics;

/**
 * An unevaluated sum of two doubles, 106 bits in all (Dekker 1971): whole numbers below 2^106 are
 * exact.
 */
record DoubleDouble(double high, double low) {

  /** A long, exactly. */
  static DoubleDouble of(long value) {
    double high = value;
    return new DoubleDouble(high, value - (long) high);
  }

  DoubleDouble plus(DoubleDouble other) {
    double sum = high + other.high;
    double part = sum - high;
    double error = (high - (sum - part)) + (other.high - part);
    return normal(sum, error + low + other.low);
  }

  DoubleDouble minus(DoubleDouble other) {
    return plus(new DoubleDouble(-other.high, -other.low));
  }

  DoubleDouble times(DoubleDouble other) {
    double product = high * other.high;
    double error = Math.fma(high, other.high, -product);
    return normal(product, error + (high * other.low + low * other.high));
  }

  /** Times a power of two, exactly. */
  DoubleDouble scaled(int exponent) {
    return new DoubleDouble(Math.scalb(high, exponent), Math.scalb(low, exponent));
  }

  double value() {
    return high + low;
  }

  private static DoubleDouble normal(double high, double low) {
    double sum = high + low;
    return new DoubleDouble(sum, low - (sum - high));
  }
}
