package org.genhowto.schemas;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys of the topic evaluation-metrics, and names of metrics for people. */
public final class MetricKey {
  private MetricKey() {}

  /** All that identifies a metric; two that differ in anything else are values of one metric. */
  public static String of(EvaluationMetric metric) {
    return Stream.of(
            metric.getName(),
            metric.getSet(),
            metric.getRelease(),
            metric.getGeneration(),
            metric.getTarget().map(MetricKey::spelling).orElse(""),
            metric.getCategory(),
            metric.getWindow(),
            metric.getFeatures())
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
        .collect(Collectors.joining("|"));
  }

  /** Name and target, such as fid.finalState. */
  public static String name(EvaluationMetric metric) {
    return metric
        .getTarget()
        .map(target -> metric.getName() + "." + spelling(target))
        .orElse(metric.getName());
  }

  /** A target as the names of metrics spell it. */
  public static String spelling(Target target) {
    return switch (target) {
      case ACTION -> "action";
      case FINAL_STATE -> "finalState";
    };
  }
}
