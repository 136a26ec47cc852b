package org.genhowto.gateway.dashboard.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.MetricState;

/** Every metric by its key: its newest record, and its curve. */
final class MetricHistory {
  private static final int METRICS = 3000;
  private static final int SHOWN = 400;

  /** How many curves one question is answered with. */
  static final int ANSWERED = 100;

  private final Newest<MetricSeries> series = new Newest<>(METRICS);

  /**
   * @param time of the record; the time of the measurement counts where it is known
   */
  void add(EvaluationMetric metric, long time) {
    String key = MetricKey.of(metric);
    long asOf = metric.getAsOf().toEpochMilli();
    long at = asOf > 0 ? asOf : time;
    MetricSeries known = series.get(key);
    if (known == null) {
      series.put(key, new MetricSeries(metric, at));
    } else {
      known.add(metric, at);
      series.renew(key, known);
    }
  }

  /** Newest records of what counts all categories; those of one are asked for. */
  Map<String, Object> rows() {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (MetricSeries one : series.newestFirst()) {
      EvaluationMetric metric = one.newest();
      if (rows.size() < SHOWN && metric.getCategory().isEmpty()) {
        rows.put(MetricKey.of(metric), view(one).map());
      }
    }
    return rows;
  }

  /** Answers a question: metrics with their curves, and whether there are more than are told. */
  Map<String, Object> answer(MetricQuery query) {
    List<Map<String, Object>> found = new ArrayList<>();
    long all = 0;
    for (Map.Entry<String, MetricSeries> entry : new TreeMap<>(series).entrySet()) {
      MetricSeries one = entry.getValue();
      if (query.matches(one.newest()) && ++all <= ANSWERED) {
        Map<String, Object> view = view(one).and("key", entry.getKey()).map();
        view.put(
            "points", one.within(query.from(), query.to()).stream().map(MetricPoint::row).toList());
        found.add(view);
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("metrics", found);
    answer.put("count", all);
    return answer;
  }

  /** Newest values of the metrics that an image counts in, by their names for people. */
  List<Map<String, Object>> of(MetricQuery query) {
    return series.values().stream()
        .filter(one -> query.matches(one.newest()))
        .limit(ANSWERED)
        .map(one -> view(one).map())
        .toList();
  }

  /** Points of what counts all categories and all of time, by name, such as fid.finalState. */
  Map<String, List<MetricPoint>> curves() {
    Map<String, List<MetricPoint>> curves = new TreeMap<>();
    for (MetricSeries one : series.values()) {
      EvaluationMetric metric = one.newest();
      if (metric.getCategory().isEmpty() && metric.getWindow().equals("all")) {
        curves
            .computeIfAbsent(MetricKey.name(metric), any -> new ArrayList<>())
            .addAll(one.within(Long.MIN_VALUE, Long.MAX_VALUE));
      }
    }
    curves.values().forEach(points -> points.sort((a, b) -> Long.compare(a.at(), b.at())));
    return curves;
  }

  private static View view(MetricSeries series) {
    EvaluationMetric metric = series.newest();
    return new View()
        .and("name", metric.getName())
        .and("set", metric.getSet())
        .and("release", metric.getRelease())
        .and("method", metric.getGeneration())
        .and("target", metric.getTarget().map(MetricKey::spelling))
        .and("category", metric.getCategory())
        .and("window", metric.getWindow())
        .and("value", metric.getValue())
        .and("low", metric.getLow())
        .and("high", metric.getHigh())
        .and("interval", metric.getInterval())
        .and("samples", metric.getSamples())
        .and("referenceSamples", metric.getReferenceSamples())
        .and("state", spelling(metric.getState()))
        .and("reason", metric.getReason())
        .and("features", metric.getFeatures())
        .and("formula", metric.getFormula())
        .and("previous", metric.getPrevious())
        .and("details", metric.getDetails())
        .and("elapsedMillis", metric.getElapsedMillis())
        .and("runId", metric.getRunId())
        .and("at", series.at());
  }

  private static String spelling(MetricState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
