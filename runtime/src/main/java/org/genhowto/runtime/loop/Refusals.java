package org.genhowto.runtime.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.RecordSize;
import org.genhowto.runtime.worker.Fatal;
import org.genhowto.schemas.Causes;

/**
 * Transactions that the brokers refuse for what is in them. Which input it came from is found by
 * sending one at a time for a while; that input is then condemned, and becomes a dead letter when
 * it comes again.
 */
final class Refusals {
  /** Commits that go one by one after a refusal; more are seldom in one transaction. */
  private static final int SINGLY = 1000;

  private final Map<TopicPartition, Map<Long, DeadLetter.Reason>> condemned = new HashMap<>();
  private final Map<TopicPartition, Set<Long>> tooLarge = new HashMap<>();
  private final Map<TopicPartition, Long> careful = new HashMap<>();
  private int singly;

  /** What may share a transaction. */
  List<List<Task>> together(List<Task> finished) {
    if (finished.isEmpty()) {
      return List.of();
    }
    if (singly == 0) {
      return List.of(finished);
    }
    singly = Math.max(0, singly - finished.size());
    return finished.stream().map(List::of).toList();
  }

  /** A transaction failed. */
  void note(List<Task> tasks, Throwable failure) {
    if (!Fatal.refused(failure)) {
      return;
    }
    if (tasks.size() > 1) {
      singly = SINGLY;
      return;
    }
    Task task = tasks.get(0);
    TopicPartition partition = task.partition().partition();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(task.records().records());
    if (records.size() > 1) {
      careful.merge(partition, task.last() + 1, Math::max);
      return;
    }
    if (task.condemned().isPresent()) {
      tooLarge.computeIfAbsent(partition, added -> new HashSet<>()).add(task.last());
      return;
    }
    condemned
        .computeIfAbsent(partition, added -> new HashMap<>())
        .put(
            task.last(),
            DeadLetter.Reason.rejected(
                "what comes of it is refused by Kafka: " + Causes.sentence(failure),
                task.records().attempt()));
  }

  /** Why a record is to be set aside without being tried. */
  Optional<DeadLetter.Reason> condemned(TopicPartition partition, long offset) {
    return Optional.ofNullable(condemned.getOrDefault(partition, Map.of()).get(offset));
  }

  /** The record, or what is small of it where even its letter is refused. */
  ConsumerRecord<byte[], byte[]> sparing(
      TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
    return tooLarge.getOrDefault(partition, Set.of()).contains(record.offset())
        ? RecordSize.bare(record)
        : record;
  }

  /** Whether a record is to be handed over by itself, as its batch was refused. */
  boolean single(TopicPartition partition, long offset) {
    return offset < careful.getOrDefault(partition, 0L);
  }
}
