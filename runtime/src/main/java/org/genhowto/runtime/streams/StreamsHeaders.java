package org.genhowto.runtime.streams;

import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.genhowto.runtime.record.Provenance;

/**
 * Headers of what a processor of Kafka Streams forwards: those that the loops give to their
 * outputs.
 *
 * @param worker name of the topology's worker
 */
public record StreamsHeaders(String worker) {

  /** Where an input stands, and its headers. */
  public record Input(String topic, int partition, long offset, Headers headers) {}

  /** Headers of the one output made of an input. */
  public Headers output(Input input, SpecificRecord output, Instant now) {
    Headers headers = Provenance.of(record(input), worker, 1, 0, output);
    Provenance.stamp(headers, now);
    return headers;
  }

  private static ConsumerRecord<byte[], byte[]> record(Input input) {
    return new ConsumerRecord<>(
        input.topic(),
        input.partition(),
        input.offset(),
        ConsumerRecord.NO_TIMESTAMP,
        TimestampType.NO_TIMESTAMP_TYPE,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        null,
        null,
        input.headers(),
        Optional.empty());
  }
}
