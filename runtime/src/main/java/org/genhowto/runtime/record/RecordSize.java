package org.genhowto.runtime.record;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** How large records are, as brokers count, and what is left of one that is too large. */
public final class RecordSize {
  /** What a broker takes where it says nothing else: max.message.bytes. */
  public static final int USUAL = 1_048_588;

  /** A batch of one record has 61 bytes around it, and a record some for lengths and times. */
  private static final int AROUND = 100;

  private static final int AROUND_A_HEADER = 10;
  private static final int LONG_KEY = 1000;

  private RecordSize() {}

  /** An upper bound of what a record takes in a batch of its own, not compressed. */
  public static int of(ProducerRecord<byte[], byte[]> record) {
    return of(record.key(), record.value(), record.headers());
  }

  public static int of(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    int size = AROUND + length(key) + length(value);
    for (Header header : headers) {
      size += AROUND_A_HEADER + 3 * header.key().length() + length(header.value());
    }
    return size;
  }

  /** The record with its headers and without its value. */
  static ConsumerRecord<byte[], byte[]> withoutValue(ConsumerRecord<byte[], byte[]> record) {
    return reduced(record, record.key(), record.headers());
  }

  /** What is small of a record whatever it holds: its place, and a key that is not long. */
  public static ConsumerRecord<byte[], byte[]> bare(ConsumerRecord<byte[], byte[]> record) {
    return reduced(
        record, length(record.key()) > LONG_KEY ? null : record.key(), new RecordHeaders());
  }

  @SuppressWarnings("NullAway") // Kafka's records may have neither key nor value.
  private static ConsumerRecord<byte[], byte[]> reduced(
      ConsumerRecord<byte[], byte[]> record, byte @Nullable [] key, Headers headers) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        key,
        null,
        headers,
        Optional.empty());
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
