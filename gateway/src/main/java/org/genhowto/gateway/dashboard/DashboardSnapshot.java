package org.genhowto.gateway.dashboard;

import java.util.List;
import java.util.Map;
import org.genhowto.gateway.dashboard.model.MetricPoint;

/**
 * How far the journey is at one moment.
 *
 * @param counts records by topic
 * @param metrics points by the name of a metric, such as fid.finalState, oldest first
 */
public record DashboardSnapshot(
    Map<String, Long> counts,
    long framesSampled,
    long samplesInShards,
    Map<String, List<MetricPoint>> metrics) {

  public DashboardSnapshot {
    counts = Map.copyOf(counts);
    metrics = Map.copyOf(metrics);
  }
}
