package org.genhowto.runtime.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Hears which numbers a Kafka client has, as long as it has them. Kafka makes one for each client,
 * by the name of this class.
 */
public final class KafkaReporter implements MetricsReporter {
  private final Set<KafkaMetric> told = ConcurrentHashMap.newKeySet();
  private KafkaSeries series = KafkaSeries.none();

  /** For Kafka. */
  public KafkaReporter() {}

  @Override
  public void configure(Map<String, ?> settings) {
    if (settings.get(KafkaSeries.SETTING) instanceof KafkaSeries given) {
      series = given;
    }
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    if (series.add(metric)) {
      told.add(metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    if (told.remove(metric)) {
      series.remove(metric);
    }
  }

  /** A client that closes says no more than this. */
  @Override
  public void close() {
    List.copyOf(told).forEach(this::metricRemoval);
  }
}
