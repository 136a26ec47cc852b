package org.genhowto.runtime.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The time during which a partition is this worker's, and its records that are taken in but not
 * committed. What is done under a lease that has ended is thrown away. Only {@link #live} may be
 * asked from another thread.
 */
final class AssignedPartition {
  private final TopicPartition partition;
  private final Deque<ConsumerRecord<byte[], byte[]>> buffer = new ArrayDeque<>();
  private Instant oldest = Instant.MAX;
  private int outstanding;
  private volatile boolean live = true;

  AssignedPartition(TopicPartition partition) {
    this.partition = partition;
  }

  TopicPartition partition() {
    return partition;
  }

  boolean live() {
    return live;
  }

  void end() {
    live = false;
    buffer.clear();
  }

  void add(ConsumerRecord<byte[], byte[]> record, Instant now) {
    if (buffer.isEmpty()) {
      oldest = now;
    }
    buffer.add(record);
  }

  /** Whether a batch is full, or its first record has waited long enough. */
  boolean due(LoopSettings settings, Instant now) {
    Duration linger = settings.batchLinger();
    return buffer.size() >= settings.batchSize()
        || (!buffer.isEmpty() && !oldest.plus(linger).isAfter(now));
  }

  /** The next batch, which then counts as outstanding. */
  List<ConsumerRecord<byte[], byte[]>> take(int most, Instant now) {
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
    while (batch.size() < most && !buffer.isEmpty()) {
      batch.add(buffer.remove());
    }
    oldest = buffer.isEmpty() ? Instant.MAX : now;
    outstanding += batch.size();
    return batch;
  }

  void committed(int records) {
    outstanding -= records;
  }

  int held() {
    return buffer.size() + outstanding;
  }
}
