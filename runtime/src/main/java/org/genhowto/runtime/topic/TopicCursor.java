package org.genhowto.runtime.topic;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A place in partitions that are read from their beginning, in no group. */
final class TopicCursor {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final Function<TopicPartition, OptionalLong> beginnings;

  /** The partitions that are read, and where each ended when it came in. */
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  TopicCursor(
      Consumer<byte[], byte[]> consumer, Function<TopicPartition, OptionalLong> beginnings) {
    this.consumer = consumer;
    this.beginnings = beginnings;
  }

  /** Reads these partitions and no others: new ones from their beginning, known ones from here. */
  void open(Collection<PartitionInfo> infos) {
    Set<TopicPartition> partitions =
        infos.stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .collect(Collectors.toSet());
    if (partitions.equals(ends.keySet())) {
      return;
    }
    Set<TopicPartition> added = new HashSet<>(partitions);
    added.removeAll(ends.keySet());
    Map<TopicPartition, Long> newEnds = consumer.endOffsets(added);
    consumer.assign(partitions);
    ends.keySet().retainAll(partitions);
    ends.putAll(newEnds);
    begin(added);
  }

  /** A partition that is shorter than where it is to begin was made anew. */
  private void begin(Set<TopicPartition> added) {
    Map<TopicPartition, Long> firsts = consumer.beginningOffsets(added);
    for (TopicPartition partition : added) {
      long first = firsts.getOrDefault(partition, 0L);
      long wanted = beginnings.apply(partition).orElse(first);
      consumer.seek(partition, wanted > newEnd(partition) ? first : Math.max(first, wanted));
    }
  }

  private long newEnd(TopicPartition partition) {
    return ends.getOrDefault(partition, Long.MAX_VALUE);
  }

  /** Believes no end that is gone: a topic that was made anew is shorter than the one before. */
  void look() {
    consumer
        .endOffsets(ends.keySet())
        .forEach((partition, end) -> ends.merge(partition, end, Math::min));
  }

  /** Names of the topics that are read. */
  Set<String> topics() {
    return ends.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
  }

  /** Records that come next, after a short wait where there are none. */
  ConsumerRecords<byte[], byte[]> poll() {
    return consumer.poll(POLL);
  }

  /** The offsets up to which everything is read. */
  Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    ends.keySet().forEach(each -> positions.put(each, consumer.position(each)));
    return positions;
  }

  /** Records that the brokers had and that are not read, when they answered last. */
  long behind() {
    return ends.keySet().stream().mapToLong(each -> consumer.currentLag(each).orElse(0)).sum();
  }

  /** Whether the brokers had nothing more when they answered last. */
  boolean drained() {
    return ends.keySet().stream().allMatch(each -> consumer.currentLag(each).orElse(1) == 0);
  }

  /**
   * Whether all is read that was there when its partition came in. Positions tell it alone, as they
   * pass over the marks of transactions.
   */
  boolean atEnd() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
