package org.genhowto.runtime.streams;

import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.genhowto.runtime.record.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * Headers of what a processor of Kafka Streams forwards: those that the loops give to their
 * outputs.
 *
 * @param worker name of the topology's worker
 */
public record StreamsHeaders(String worker) {

  /** Where an input stands, and its headers. */
  public record Input(String topic, int partition, long offset, Headers headers) {

    /** The input as it was consumed; its time is not known. */
    ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value) {
      return new ConsumerRecord<>(
          topic,
          partition,
          offset,
          ConsumerRecord.NO_TIMESTAMP,
          TimestampType.NO_TIMESTAMP_TYPE,
          ConsumerRecord.NULL_SIZE,
          ConsumerRecord.NULL_SIZE,
          key,
          value,
          headers,
          Optional.empty());
    }
  }

  /** Headers of the one output made of an input. */
  public Headers output(Input input, SpecificRecord output, Instant now) {
    return output(input, 0, output, now);
  }

  /**
   * Headers of one of several outputs made of an input.
   *
   * @param number of the output among them, from 0
   */
  public Headers output(Input input, int number, SpecificRecord output, Instant now) {
    Headers headers = Provenance.of(input.record(null, null), worker, 1, number, output);
    Provenance.stamp(headers, now);
    return headers;
  }

  /** An input as it was consumed, for the ledger; without its value. */
  public ConsumerRecord<byte[], byte[]> record(Input input, @Nullable String key) {
    return input.record(key == null ? null : Provenance.bytes(key), null);
  }
}
