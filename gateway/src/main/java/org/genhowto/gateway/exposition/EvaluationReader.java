package org.genhowto.gateway.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;

/** Takes values in, and out again where their record is deleted. */
final class EvaluationReader implements TopicReader {
  private final Codec<EvaluationMetric> metrics;
  private final EvaluationSeries series;

  EvaluationReader(AvroSerdes serdes, EvaluationSeries series) {
    this.metrics = serdes.codec(Topics.EVALUATION_METRICS);
    this.series = series;
  }

  /** None: a cluster without metrics has a gateway all the same. */
  @Override
  public Set<String> needs() {
    return Set.of();
  }

  @Override
  public boolean reads(String topic) {
    return topic.equals(Topics.EVALUATION_METRICS.name());
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      series.remove(key);
    } else {
      series.put(key, metrics.decode(record.value()));
    }
  }
}
