package org.genhowto.runtime.loop;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One request in the hands of the handler, from its acquisition to its acknowledgement. The
 * handler's thread asks for the record, whether it is lost or cancelled, and tells progress; the
 * rest is the loop's alone.
 */
final class ActiveRequest {
  private final ConsumerRecord<byte[], byte[]> record;
  private final Consumer<ProducerRecord<byte[], byte[]>> teller;
  private @Nullable Done done;
  private volatile boolean cancelled;
  private volatile boolean lost;
  private boolean published;

  /**
   * @param teller takes what the handler tells while it works
   */
  ActiveRequest(
      ConsumerRecord<byte[], byte[]> record, Consumer<ProducerRecord<byte[], byte[]>> teller) {
    this.record = record;
    this.teller = teller;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  boolean is(ConsumerRecord<byte[], byte[]> other) {
    return other.offset() == record.offset()
        && other.partition() == record.partition()
        && other.topic().equals(record.topic());
  }

  boolean isOf(TopicPartition partition) {
    return record.partition() == partition.partition() && record.topic().equals(partition.topic());
  }

  /** How often the broker has handed the request out, this time included. */
  int delivery() {
    return record.deliveryCount().map(Short::intValue).orElse(1);
  }

  void tell(ProducerRecord<byte[], byte[]> progress) {
    teller.accept(progress);
  }

  void end(Done end) {
    done = end;
  }

  /** What came of it, once it has ended. */
  @Nullable Done done() {
    return done;
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** The broker has given the request to another worker, or may have. */
  void lose() {
    lost = true;
  }

  boolean lost() {
    return lost;
  }

  /** Whether its outputs are written. */
  boolean published() {
    return published;
  }

  void publish() {
    published = true;
  }
}
