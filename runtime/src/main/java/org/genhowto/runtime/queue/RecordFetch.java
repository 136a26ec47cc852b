package org.genhowto.runtime.queue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.record.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The records of requests by their places: the newest are kept, within bytes; all others are read
 * from Kafka once they are worked on, so that a long queue takes no memory.
 */
final class RecordFetch implements AutoCloseable {
  private static final long KEPT_BYTES = 8 << 20;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int POLLS = 60;

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<Origin, ConsumerRecord<byte[], byte[]>> kept = new LinkedHashMap<>();
  private long bytes;
  private @Nullable Consumer<byte[], byte[]> consumer;

  RecordFetch(Supplier<Consumer<byte[], byte[]>> consumers) {
    this.consumers = consumers;
  }

  /** A record that may be asked for soon. */
  void keep(ConsumerRecord<byte[], byte[]> record) {
    synchronized (kept) {
      kept.put(new Origin(record.topic(), record.partition(), record.offset()), record);
      bytes += size(record);
      var oldest = kept.values().iterator();
      while (bytes > KEPT_BYTES && oldest.hasNext()) {
        bytes -= size(oldest.next());
        oldest.remove();
      }
    }
  }

  /**
   * The record at a place; empty where it was deleted.
   *
   * @throws KafkaException Kafka does not give it now
   */
  Optional<ConsumerRecord<byte[], byte[]>> at(Origin place) {
    synchronized (kept) {
      ConsumerRecord<byte[], byte[]> record = kept.remove(place);
      if (record != null) {
        bytes -= size(record);
        return Optional.of(record);
      }
    }
    return read(place);
  }

  @Override
  public synchronized void close() {
    if (consumer != null) {
      consumer.close();
      consumer = null;
    }
  }

  private synchronized Optional<ConsumerRecord<byte[], byte[]>> read(Origin place) {
    Consumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = consumers.get();
      consumer = open;
    }
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    open.assign(List.of(partition));
    open.seek(partition, place.offset());
    for (int i = 0; i < POLLS; i++) {
      for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
        return record.offset() == place.offset() ? Optional.of(record) : Optional.empty();
      }
      if (open.position(partition) > place.offset()) {
        return Optional.empty();
      }
    }
    throw new KafkaException("the record at %s is not given by Kafka".formatted(place));
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    return value == null ? 0 : value.length;
  }
}
