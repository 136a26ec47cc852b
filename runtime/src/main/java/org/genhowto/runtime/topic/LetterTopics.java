package org.genhowto.runtime.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.DeadLetterState;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;

/** The topics of dead letters as they are read: record by record, so that they may be large. */
final class LetterTopics {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Longer than an open transaction of a dead worker holds readers up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final Codec<DeadLetterState> states;

  LetterTopics(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      Codec<DeadLetterState> states) {
    this.consumer = consumer;
    this.states = states;
  }

  /** Workers that have a dead letter topic, in the order of their names. */
  List<String> workers() {
    return consumer.listTopics().keySet().stream()
        .flatMap(topic -> Topics.deadLettersOf(topic).stream())
        .sorted()
        .toList();
  }

  /** The partitions of a topic; none where there is no such topic. */
  List<TopicPartition> partitions(String topic) {
    return consumer.listTopics().getOrDefault(topic, List.of()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** The same of a topic that has to be there. */
  List<TopicPartition> present(String topic) {
    List<TopicPartition> partitions = partitions(topic);
    if (partitions.isEmpty()) {
      throw new AbsentTopicException(
          "there is no topic %s on this cluster; `genhowto topics create` makes what is missing"
              .formatted(topic));
    }
    return partitions;
  }

  /** Hands over all that is committed now. */
  void scan(
      List<TopicPartition> partitions, Consumer<? super ConsumerRecord<byte[], byte[]>> visitor) {
    scan(consumer.endOffsets(partitions), visitor);
  }

  /**
   * Hands over all that stands before some ends. Where a transaction is open there, its end is
   * waited for.
   */
  void scan(
      Map<TopicPartition, Long> ends, Consumer<? super ConsumerRecord<byte[], byte[]>> visitor) {
    consumer.assign(ends.keySet());
    consumer.seekToBeginning(ends.keySet());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (before(ends)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
        visitor.accept(record);
      }
      if (System.nanoTime() > deadline) {
        throw new KafkaException(
            "%s gave no record for %d s before its end: a transaction is open, or the broker does"
                    .formatted(ends.keySet(), PATIENCE.toSeconds())
                + " not answer");
      }
    }
  }

  /** One letter, where there is one. */
  Optional<ConsumerRecord<byte[], byte[]>> at(String worker, LetterPosition position) {
    TopicPartition partition = new TopicPartition(Topics.deadLetters(worker), position.partition());
    if (!present(partition.topic()).contains(partition)) {
      return Optional.empty();
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
    if (position.offset() >= ends.getOrDefault(partition, 0L)) {
      return Optional.empty();
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, position.offset());
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    while (found.isEmpty() && before(ends)) {
      consumer.poll(POLL).forEach(found::add);
    }
    return found.stream().filter(record -> record.offset() == position.offset()).findFirst();
  }

  /** The newest states of some workers' letters, by the letters' ids. */
  Map<String, DeadLetterState> states(Collection<String> workers, Map<TopicPartition, Long> ends) {
    Map<String, DeadLetterState> newest = new HashMap<>();
    if (ends.isEmpty()) {
      return newest;
    }
    scan(
        ends,
        record -> {
          try {
            DeadLetterState state = states.decode(record.value());
            if (workers.contains(state.getWorker())) {
              newest.put(state.getLetterId(), state);
            }
          } catch (UndecodableException e) {
            // Nobody's state: anyone may have written it.
          } catch (RegistryUnavailableException e) {
            throw new KafkaException(e.getMessage(), e);
          }
        });
    return newest;
  }

  /** What is committed of the states now; none where the topic is missing. */
  Map<String, DeadLetterState> states(Collection<String> workers) {
    List<TopicPartition> partitions = partitions(Topics.DEAD_LETTER_STATES.name());
    return states(workers, partitions.isEmpty() ? Map.of() : consumer.endOffsets(partitions));
  }

  private boolean before(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }
}
