package org.genhowto.evaluator.statistics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mean over runs with its 95% confidence interval, mean ± t(0.975, n - 1) s / sqrt(n), where s is
 * the sample standard deviation and t Student's quantile.
 *
 * @param halfWidth half the interval's width; null for a single run, which tells nothing of it
 * @param values one a run
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Estimate(double mean, @Nullable Double halfWidth, List<Double> values) {
  /** What reports say of the interval. */
  public static final String FORMULA = "mean ± t(0.975, n-1) s / sqrt(n), n runs";

  public Estimate {
    values = List.copyOf(values);
  }

  /**
   * The estimate from the values of some runs.
   *
   * @param values at least one
   */
  public static Estimate of(List<Double> values) {
    int n = values.size();
    if (n == 0) {
      throw new IllegalArgumentException("no values to take the mean of, expected at least one");
    }
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    if (n == 1) {
      return new Estimate(mean, null, values);
    }
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (n - 1)) / Math.sqrt(n);
    return new Estimate(mean, StudentT.quantile(n - 1) * error, values);
  }

  /** Whether the whole interval lies above the other's; false where either has none. */
  public boolean clearlyAbove(Estimate other) {
    return halfWidth != null
        && other.halfWidth != null
        && mean - halfWidth > other.mean + other.halfWidth;
  }
}
