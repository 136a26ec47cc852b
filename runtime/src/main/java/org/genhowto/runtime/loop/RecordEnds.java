package org.genhowto.runtime.loop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.UndecodableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records as a worker's handler sees them, and what is sent once one has come to its end: its
 * outputs, or its dead letter.
 */
final class RecordEnds<V extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(RecordEnds.class);

  /** Brokers take records up to 1 MiB by default; headers and framing need some of it. */
  private static final int LARGEST_OUTPUT = 1_000_000;

  private final String worker;
  private final Platform platform;
  private final Codec<V> input;
  private final Farewell<V> farewell;
  private final Map<String, Codec<?>> outputs = new ConcurrentHashMap<>();

  /** What is sent beside the dead letter of a record, for whoever waits for its result. */
  @FunctionalInterface
  interface Farewell<V> {
    /**
     * @param value empty where the record cannot be decoded
     */
    List<Output<?>> outputs(Optional<String> key, Optional<V> value, String reason);
  }

  RecordEnds(WorkerContext context, Topic<V> input, Farewell<V> farewell) {
    this.worker = context.worker();
    this.platform = context.platform();
    this.input = platform.serdes().codec(input);
    this.farewell = farewell;
  }

  Incoming<V> incoming(ConsumerRecord<byte[], byte[]> record, int attempt)
      throws UndecodableException, RegistryUnavailableException {
    return new Incoming<>(
        key(record).orElse(null),
        input.decode(record.value()),
        record.topic(),
        record.partition(),
        record.offset(),
        earlier(record) + attempt);
  }

  /**
   * Adds what an outcome sends.
   *
   * @return the outcome, or a rejection where its outputs are no good
   */
  Outcome end(
      ConsumerRecord<byte[], byte[]> record,
      int attempt,
      Outcome outcome,
      List<ProducerRecord<byte[], byte[]>> sends)
      throws RegistryUnavailableException {
    Outcome end = outcome;
    if (outcome instanceof Outcome.Emit emit) {
      List<ProducerRecord<byte[], byte[]>> encoded = new ArrayList<>();
      for (Output<?> output : emit.outputs()) {
        encoded.add(encode(record, attempt, encoded.size(), output));
      }
      Optional<String> oversize = oversize(encoded);
      if (oversize.isEmpty()) {
        sends.addAll(encoded);
      } else {
        end = Outcome.reject(oversize.get());
      }
    }
    if (end instanceof Outcome.Reject reject) {
      sends.addAll(deadLetter(record, DeadLetter.Reason.rejected(reject.reason(), attempt)));
    }
    return end;
  }

  /** A record's dead letter, and what is sent beside it. */
  List<ProducerRecord<byte[], byte[]>> deadLetter(
      ConsumerRecord<byte[], byte[]> record, DeadLetter.Reason reason)
      throws RegistryUnavailableException {
    List<ProducerRecord<byte[], byte[]>> sends = new ArrayList<>();
    sends.add(DeadLetter.of(record, worker, reason, platform.clock().instant()));
    try {
      List<ProducerRecord<byte[], byte[]>> farewells = new ArrayList<>();
      for (Output<?> output : farewell.outputs(key(record), value(record), reason.message())) {
        farewells.add(encode(record, reason.attempts(), farewells.size(), output));
      }
      sends.addAll(farewells);
    } catch (RuntimeException e) {
      // The letter is what counts; a bug in what is said beside it must not lose it.
      LOG.atError()
          .setCause(e)
          .addKeyValue("worker", worker)
          .log("nothing is said of a dead letter");
    }
    return sends;
  }

  /** One output as it is sent, with its headers. */
  <T extends SpecificRecord> ProducerRecord<byte[], byte[]> encode(
      ConsumerRecord<byte[], byte[]> record, int attempt, int n, Output<T> output)
      throws RegistryUnavailableException {
    byte[] value = codec(output.topic()).encode(output.value());
    var headers = Provenance.of(record, worker, earlier(record) + attempt, n, output.value());
    Provenance.stamp(headers, platform.clock().instant());
    return new ProducerRecord<>(
        output.topic().name(), null, Provenance.bytes(output.key()), value, headers);
  }

  private Optional<V> value(ConsumerRecord<byte[], byte[]> record)
      throws RegistryUnavailableException {
    try {
      return Optional.of(input.decode(record.value()));
    } catch (UndecodableException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> key(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.key()).map(key -> new String(key, StandardCharsets.UTF_8));
  }

  private static Optional<String> oversize(List<ProducerRecord<byte[], byte[]>> encoded) {
    return encoded.stream()
        .filter(send -> send.value().length > LARGEST_OUTPUT)
        .map(
            send ->
                "its output to %s has %d bytes, expected at most %d"
                    .formatted(send.topic(), send.value().length, LARGEST_OUTPUT))
        .findFirst();
  }

  /** Attempts before the record was replayed from its dead letter. */
  private static int earlier(ConsumerRecord<?, ?> record) {
    return Provenance.text(record.headers(), DeadLetter.EARLIER_ATTEMPTS)
        .filter(text -> text.matches("[0-9]{1,6}")) // Anyone may have written the header.
        .map(Integer::parseInt)
        .orElse(0);
  }

  @SuppressWarnings("unchecked") // A codec is stored under the name of the topic it is of.
  private <T extends SpecificRecord> Codec<T> codec(Topic<T> topic) {
    return (Codec<T>) outputs.computeIfAbsent(topic.name(), name -> platform.serdes().codec(topic));
  }
}
