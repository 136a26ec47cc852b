package org.genhowto.gateway.dashboard.model;

import java.util.Map;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricKey;

/**
 * Which metrics, and of which time.
 *
 * @param wanted values by field, such as set; a field that is absent may be anything, one that is
 *     empty has to be so
 * @param from milliseconds since 1970
 */
public record MetricQuery(Map<String, String> wanted, long from, long to) {
  public MetricQuery {
    wanted = Map.copyOf(wanted);
  }

  boolean matches(EvaluationMetric metric) {
    return is("name", metric.getName())
        && is("set", metric.getSet())
        && is("release", metric.getRelease())
        && is("method", metric.getGeneration())
        && is("target", metric.getTarget().map(MetricKey::spelling).orElse(""))
        && is("category", metric.getCategory())
        && is("window", metric.getWindow());
  }

  private boolean is(String field, String value) {
    return wanted.getOrDefault(field, value).equals(value);
  }
}
