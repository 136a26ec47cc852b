package org.genhowto.gateway.dashboard.model;

import java.util.ArrayList;
import java.util.List;
import org.genhowto.schemas.EvaluationMetric;
import org.jspecify.annotations.Nullable;

/**
 * One value of a metric.
 *
 * @param at milliseconds since 1970
 * @param low bounds of the interval; null where it has none
 */
public record MetricPoint(
    long at, double value, @Nullable Double low, @Nullable Double high, long samples) {

  static MetricPoint of(EvaluationMetric metric, long at) {
    return new MetricPoint(
        at,
        metric.getValue(),
        metric.getLow().orElse(null),
        metric.getHigh().orElse(null),
        metric.getSamples());
  }

  /** As a list of five, which is what curves have many of. */
  List<Object> row() {
    List<Object> row = new ArrayList<>(5);
    row.add(at);
    row.add(View.rounded(value));
    row.add(low == null ? null : View.rounded(low));
    row.add(high == null ? null : View.rounded(high));
    row.add(samples);
    return row;
  }
}
