package org.genhowto.launcher.bench;

import java.util.Collection;
import java.util.Locale;

/** Numbers in their order. */
record Quantiles(double median, double p95, double most) {

  static Quantiles of(Collection<Double> numbers) {
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("there are no numbers, expected one or more");
    }
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Quantiles(at(sorted, .5), at(sorted, .95), sorted[sorted.length - 1]);
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "median %.1f, p95 %.1f, most %.1f", median, p95, most);
  }
}
