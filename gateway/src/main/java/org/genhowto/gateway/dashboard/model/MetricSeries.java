package org.genhowto.gateway.dashboard.model;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.genhowto.schemas.EvaluationMetric;

/**
 * A metric over time in a bounded number of points: of each slot of time the newest value; where
 * there are too many slots, they become twice as long.
 */
final class MetricSeries {
  private static final int POINTS = 200;
  private static final long SHORTEST = 1000;

  private final NavigableMap<Long, MetricPoint> points = new TreeMap<>();
  private long slot = SHORTEST;
  private EvaluationMetric newest;
  private long at;

  MetricSeries(EvaluationMetric first, long at) {
    this.newest = first;
    this.at = at;
    add(first, at);
  }

  /** Takes in a value; one that was measured before the newest only fills the curve. */
  void add(EvaluationMetric metric, long time) {
    if (time >= at) {
      newest = metric;
      at = time;
    }
    if (!Double.isFinite(metric.getValue())) {
      return;
    }
    MetricPoint point = MetricPoint.of(metric, time);
    points.merge(
        Math.floorDiv(time, slot),
        point,
        (known, added) -> added.at() >= known.at() ? added : known);
    while (points.size() > POINTS) {
      coarsen();
    }
  }

  EvaluationMetric newest() {
    return newest;
  }

  long at() {
    return at;
  }

  /** Points of a time, both ends within, in their order. */
  List<MetricPoint> within(long from, long to) {
    List<MetricPoint> found = new ArrayList<>();
    for (MetricPoint point : points.values()) {
      if (point.at() >= from && point.at() <= to) {
        found.add(point);
      }
    }
    return found;
  }

  private void coarsen() {
    List<MetricPoint> all = List.copyOf(points.values());
    points.clear();
    slot *= 2;
    all.forEach(point -> points.put(Math.floorDiv(point.at(), slot), point));
  }
}
