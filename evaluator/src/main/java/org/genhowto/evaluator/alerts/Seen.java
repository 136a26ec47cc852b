package org.genhowto.evaluator.alerts;

import java.util.Optional;
import org.genhowto.schemas.EvaluationMetric;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a metric.
 *
 * @param value the newest
 * @param measured the newest value that came with an interval; null where none did
 */
record Seen(double value, @Nullable Measured measured) {

  /**
   * A value with its interval.
   *
   * @param reference version of what it was measured against: values of two references cannot be
   *     compared
   */
  record Measured(double value, double low, double high, String reference) {

    /** Whether no value is in both intervals. */
    boolean isApart(Measured other) {
      return low > other.high || other.low > high;
    }

    /** Whether the value of one is within the interval of the other. */
    boolean isNear(Measured other) {
      return other.holds(value) || holds(other.value);
    }

    private boolean holds(double number) {
      return low <= number && number <= high;
    }
  }

  /** The value of a metric that has one; the interval of before stands while none comes with it. */
  static Seen of(EvaluationMetric metric, @Nullable Seen before) {
    return new Seen(
        metric.getValue(), measured(metric).orElse(before == null ? null : before.measured));
  }

  private static Optional<Measured> measured(EvaluationMetric metric) {
    return metric.getLow().isPresent() && metric.getHigh().isPresent()
        ? Optional.of(
            new Measured(
                metric.getValue(),
                metric.getLow().get(),
                metric.getHigh().get(),
                metric.getReference()))
        : Optional.empty();
  }
}
