package org.genhowto.dataset.compactor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.dataset.version.Segment;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topics;

/** The segments that the topic tells of, such that none is absent before one that is there. */
public final class Announced {
  private Announced() {}

  /**
   * Reads the topic. Of one partition nothing is seen beyond an open transaction. Several, as it
   * had once, are read one at a time: a segment may be committed in one that was read while its
   * successor is seen in another. So they are read twice, and only what the first time told of, and
   * what was there before that, counts.
   *
   * @throws KafkaException there are several, and a transaction that began before is still open, so
   *     that somebody's announcement cannot be seen yet
   */
  public static List<Segment> read(Platform platform) {
    List<Segment> first = once(platform);
    Map<TopicPartition, Long> written = ends(platform, "read_uncommitted");
    if (written.size() == 1) {
      return first;
    }
    Map<TopicPartition, Long> seen = ends(platform, "read_committed");
    if (written.entrySet().stream()
        .anyMatch(end -> seen.getOrDefault(end.getKey(), 0L) < end.getValue())) {
      throw new KafkaException(
          "a transaction is open in %s, expected all to be committed or aborted"
              .formatted(Topics.TRAINING_SHARDS.name()));
    }
    Map<String, Long> newest = new HashMap<>();
    for (Segment segment : first) {
      newest.merge(segment.line(), segment.firstOffset(), Math::max);
    }
    return once(platform).stream()
        .filter(one -> one.firstOffset() <= newest.getOrDefault(one.line(), -1L))
        .toList();
  }

  private static Map<TopicPartition, Long> ends(Platform platform, String isolation) {
    try (Consumer<byte[], byte[]> consumer =
        KafkaClients.of(platform, "announced")
            .consumer(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation))) {
      return consumer.endOffsets(
          consumer.partitionsFor(Topics.TRAINING_SHARDS.name()).stream()
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList());
    }
  }

  private static List<Segment> once(Platform platform) {
    return TopicContents.read(platform, Topics.TRAINING_SHARDS).stream()
        .flatMap(record -> Segment.of(record).stream())
        .toList();
  }
}
