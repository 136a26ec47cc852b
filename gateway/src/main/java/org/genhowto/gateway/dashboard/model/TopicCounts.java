package org.genhowto.gateway.dashboard.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.schemas.Topics;

/** Records that each topic has carried, and how many came of late. */
final class TopicCounts {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WHILE = Duration.ofMinutes(5);

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, RecentCounts> recent = new LinkedHashMap<>();

  TopicCounts() {
    Topics.all().forEach(topic -> counts.put(topic.name(), 0L));
  }

  void add(String topic, long time) {
    counts.merge(topic, 1L, Long::sum);
    recent.computeIfAbsent(topic, any -> new RecentCounts()).add(time);
  }

  Map<String, Long> counts() {
    return counts;
  }

  /** Rows by topic: records in all, in the last hour, and a minute of the last five. */
  Map<String, Object> rows(long now) {
    Map<String, Object> rows = new LinkedHashMap<>();
    counts.forEach(
        (topic, records) -> {
          RecentCounts late = recent.getOrDefault(topic, new RecentCounts());
          rows.put(
              topic,
              new View()
                  .and("records", records)
                  .and("hour", late.within(HOUR, now))
                  .and("rate", late.within(WHILE, now) / (double) WHILE.toMinutes())
                  .map());
        });
    return rows;
  }
}
