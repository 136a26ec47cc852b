package org.genhowto.launcher.bench;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;

/** When the live distance first rested on how many images. */
final class MetricsWatch implements TopicReader, AutoCloseable {
  private final Codec<EvaluationMetric> codec;
  private final TopicFollower follower;
  private final TreeMap<Long, Long> published = new TreeMap<>();

  MetricsWatch(Platform platform) throws InterruptedException {
    this.codec = platform.serdes().codec(Topics.EVALUATION_METRICS);
    this.follower = TopicFollower.of("bench-watch", platform, this);
    follower.start();
    while (!follower.ready()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Override
  public Set<String> needs() {
    return Set.of(Topics.EVALUATION_METRICS.name());
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    if (record.value() == null) {
      return;
    }
    EvaluationMetric metric = codec.decode(record.value());
    if (metric.getName().equals("fid")
        && metric.getWindow().equals("all")
        && metric.getState() == MetricState.MEASURED) {
      note(metric.getSamples(), System.currentTimeMillis());
    }
  }

  private synchronized void note(long images, long at) {
    published.merge(images, at, Math::min);
    notifyAll();
  }

  /** When a distance was read that rests on so many images, in milliseconds since 1970. */
  synchronized OptionalLong restsOn(long images) {
    return published.tailMap(images, true).values().stream().mapToLong(Long::longValue).min();
  }

  /** Distances that were read. */
  synchronized Map<Long, Long> all() {
    return Map.copyOf(published);
  }

  @Override
  public void close() {
    follower.close();
  }
}
