package org.genhowto.runtime.processing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Sends records and the offsets they come from in one transaction. After a failure the producer is
 * replaced: opening the next one ends what the last one left open, one way or the other, so that
 * the committed offsets tell what became of it.
 */
public final class TransactionalChannel implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private @Nullable Producer<byte[], byte[]> producer;

  public TransactionalChannel(Supplier<Producer<byte[], byte[]>> producers) {
    this.producers = producers;
  }

  /** Opens a producer where none is open; no transaction of a former one is pending then. */
  public Producer<byte[], byte[]> open() {
    Producer<byte[], byte[]> present = producer;
    if (present == null) {
      present = producers.get();
      producer = present;
      present.initTransactions();
    }
    return present;
  }

  /** All of it or nothing; what is unsure after an exception is settled by the next open. */
  public void send(
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    commit(records, producer -> producer.sendOffsetsToTransaction(offsets, group));
  }

  /** The same for records that come of no offsets. */
  public void send(List<ProducerRecord<byte[], byte[]>> records) {
    commit(records, producer -> {});
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What a send comes to, the commit says.
  private void commit(
      List<ProducerRecord<byte[], byte[]>> records, Consumer<Producer<byte[], byte[]>> offsets) {
    Producer<byte[], byte[]> open = open();
    try {
      open.beginTransaction();
      records.forEach(open::send);
      offsets.accept(open);
      open.commitTransaction();
    } catch (KafkaException e) {
      discard(open, e);
      throw e;
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(CLOSE);
      producer = null;
    }
  }

  /** Aborting at once spares readers the wait for the transaction's time-out. */
  private void discard(Producer<byte[], byte[]> open, KafkaException failure) {
    try {
      open.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      failure.addSuppressed(e); // The next open ends the transaction, or its time-out does.
    }
    producer = null;
    open.close(Duration.ZERO);
  }
}
