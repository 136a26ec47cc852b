package org.genhowto.evaluator.live;

import java.util.Optional;
import org.genhowto.evaluator.statistics.Interval;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricState;

/**
 * What all metrics of one measurement have in common.
 *
 * @param series whose images are measured
 * @param window of its images
 * @param asOf milliseconds since 1970
 * @param runId names the measurement
 */
record Scene(Series series, Window window, long asOf, String runId) {

  Scene over(Window other) {
    return new Scene(series, other, asOf, runId);
  }

  /**
   * A value.
   *
   * @param category empty for all
   * @param features which the value rests on
   */
  EvaluationMetric.Builder value(
      String name, String category, String features, double value, long samples) {
    if (!Double.isFinite(value)) {
      throw new ArithmeticException("the value is " + value);
    }
    return draft(name, category, features).setValue(value).setSamples(samples);
  }

  /** No value, and why. */
  EvaluationMetric none(
      String name, String features, MetricState state, String reason, long samples) {
    return draft(name, "", features)
        .setValue(Double.NaN)
        .setSamples(samples)
        .setState(state)
        .setReason(reason)
        .build();
  }

  static EvaluationMetric.Builder with(
      EvaluationMetric.Builder metric, Optional<Interval> interval) {
    interval.ifPresent(
        known -> metric.setLow(known.low()).setHigh(known.high()).setInterval(known.method()));
    return metric;
  }

  private EvaluationMetric.Builder draft(String name, String category, String features) {
    return EvaluationMetric.newBuilder()
        .setName(name)
        .setSet(series.group().set())
        .setRelease(series.release())
        .setGeneration(series.method())
        .setTarget(series.group().target())
        .setCategory(category)
        .setWindow(window.spelling())
        .setFeatures(features)
        .setAsOf(java.time.Instant.ofEpochMilli(asOf))
        .setRunId(runId);
  }
}
