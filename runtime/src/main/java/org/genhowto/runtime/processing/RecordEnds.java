package org.genhowto.runtime.processing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.Settled;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.record.Replay;
import org.genhowto.runtime.tracing.RecordSpan;
import org.genhowto.runtime.tracing.Spans;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records as a worker's handler sees them, and what is sent once they have come to their end:
 * outputs or dead letters, and the ledger's entries.
 */
public final class RecordEnds<V extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(RecordEnds.class);

  /** Brokers take records up to 1 MiB by default; headers and framing need some of it. */
  private static final int LARGEST_OUTPUT = 1_000_000;

  private final String worker;
  private final Platform platform;
  private final Codec<V> input;
  private final Farewell<V> farewell;
  private final LetterStates letters;
  private final Subjects subjects;
  private final Ledger ledger;
  private final Map<String, Codec<?>> outputs = new ConcurrentHashMap<>();

  /** Of what the ledger is told. */
  public enum Subjects {
    /** Each record is the one that its id is known by. */
    OWN,
    /** The records repeat an id that another one is known by, whose entry stays. */
    REPEATED
  }

  /** What is sent beside the dead letter of a record, for whoever waits for its result. */
  @FunctionalInterface
  public interface Farewell<V> {
    /**
     * @param value null where the record cannot be decoded
     */
    List<Output<?>> outputs(
        ConsumerRecord<byte[], byte[]> record, @Nullable V value, String reason);
  }

  public RecordEnds(WorkerContext context, Topic<V> input, Farewell<V> farewell) {
    this(context, input, farewell, Subjects.OWN);
  }

  /**
   * @param subjects whose entries in the ledger are written
   */
  public RecordEnds(
      WorkerContext context, Topic<V> input, Farewell<V> farewell, Subjects subjects) {
    this.subjects = subjects;
    this.worker = context.worker();
    this.platform = context.platform();
    this.input = platform.serdes().codec(input);
    this.farewell = farewell;
    this.letters = new LetterStates(worker, platform.serdes(), platform.clock());
    this.ledger = new Ledger(worker, platform);
  }

  Incoming<V> incoming(ConsumerRecord<byte[], byte[]> record, int attempt)
      throws UndecodableException, RegistryUnavailableException {
    return new Incoming<>(
        key(record).orElse(null),
        input.decode(record.value()),
        record.topic(),
        record.partition(),
        record.offset(),
        Replay.earlierAttempts(record) + attempt);
  }

  /** Records that end together, after an attempt that begins now. */
  public Ending begin(int attempt) {
    return new Ending(attempt);
  }

  /** What is sent of records that end together: outputs, dead letters, and the ledger's entries. */
  public final class Ending {
    private final int attempt;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<ProducerRecord<byte[], byte[]>> sends = new ArrayList<>();
    private final List<Settled> settled = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Instant start = platform.clock().instant();

    private Ending(int attempt) {
      this.attempt = attempt;
    }

    /** A record ends with an outcome, or with a rejection where its outputs are no good. */
    public void add(ConsumerRecord<byte[], byte[]> record, @Nullable V value, Outcome outcome)
        throws RegistryUnavailableException {
      Outcome end = outcome;
      if (outcome instanceof Outcome.Emit emit) {
        List<ProducerRecord<byte[], byte[]>> encoded = new ArrayList<>();
        for (Output<?> output : emit.outputs()) {
          encoded.add(encode(record, attempt, encoded.size(), output));
        }
        end = oversize(encoded).map(Outcome::reject).orElse(emit);
        if (end == emit) {
          sends.addAll(encoded);
        }
      }
      if (end instanceof Outcome.Reject reject) {
        setAside(record, value, DeadLetter.Reason.rejected(reject.reason(), attempt));
      } else {
        letters.resolved(record).ifPresent(sends::add);
        outcomes.add(end);
        records.add(record);
        settled.add(Settled.of(record, value, attempt, end));
      }
    }

    /** A record becomes a dead letter. */
    public void setAside(
        ConsumerRecord<byte[], byte[]> record, @Nullable V value, DeadLetter.Reason reason)
        throws RegistryUnavailableException {
      sends.add(DeadLetter.of(record, worker, reason, platform.clock().instant()));
      sends.addAll(farewells(record, value, reason));
      outcomes.add(Outcome.reject(reason.message()));
      records.add(record);
      settled.add(
          subjects == Subjects.OWN
              ? Settled.dead(record, value, reason)
              : Settled.of(
                  record,
                  value,
                  attempt,
                  Outcome.skip("duplicate-id", reason.message(), Map.of())));
    }

    public ProcessedBatch batch() throws RegistryUnavailableException {
      sends.addAll(ledger.entries(settled));
      if (platform.telemetry().spans().on()) {
        tell(platform.telemetry().spans(), platform.clock().instant());
      }
      return new ProcessedBatch(outcomes, sends);
    }

    private void tell(Spans spans, Instant end) {
      for (int i = 0; i < records.size(); i++) {
        ConsumerRecord<byte[], byte[]> record = records.get(i);
        RecordSpan.Ending ending = ending(outcomes.get(i));
        spans.tell(() -> RecordSpan.handled(worker, record, ending, start, end));
      }
    }

    private RecordSpan.Ending ending(Outcome outcome) {
      if (outcome instanceof Outcome.Skip skip) {
        return new RecordSpan.Ending("skipped", skip.reason(), attempt);
      }
      return outcome instanceof Outcome.Reject reject
          ? new RecordSpan.Ending(RecordSpan.Ending.DEAD_LETTER, reject.reason(), attempt)
          : new RecordSpan.Ending("emitted", "", attempt);
    }
  }

  /** The letter is what counts: a bug in what is said beside it must not lose it. */
  private List<ProducerRecord<byte[], byte[]>> farewells(
      ConsumerRecord<byte[], byte[]> record, @Nullable V value, DeadLetter.Reason reason)
      throws RegistryUnavailableException {
    try {
      List<ProducerRecord<byte[], byte[]>> sends = new ArrayList<>();
      for (Output<?> output : farewell.outputs(record, value, reason.message())) {
        sends.add(encode(record, reason.attempts(), sends.size(), output));
      }
      return sends;
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("worker", worker)
          .log("nothing is said of a dead letter");
      return List.of();
    }
  }

  /** One output as it is sent, with its headers. */
  public <T extends SpecificRecord> ProducerRecord<byte[], byte[]> encode(
      ConsumerRecord<byte[], byte[]> record, int attempt, int n, Output<T> output)
      throws RegistryUnavailableException {
    byte[] value = codec(output.topic()).encode(output.value());
    var headers =
        Provenance.of(record, worker, Replay.earlierAttempts(record) + attempt, n, output.value());
    Provenance.stamp(headers, platform.clock().instant());
    return new ProducerRecord<>(
        output.topic().name(), null, Provenance.bytes(output.key()), value, headers);
  }

  /** What can be decoded of a record that is set aside. */
  public @Nullable V value(ConsumerRecord<byte[], byte[]> record)
      throws RegistryUnavailableException {
    try {
      return input.decode(record.value());
    } catch (UndecodableException | RuntimeException | StackOverflowError e) {
      return null; // Whatever it is, its letter carries the bytes.
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

  @SuppressWarnings("unchecked") // A codec is stored under the name of the topic it is of.
  private <T extends SpecificRecord> Codec<T> codec(Topic<T> topic) {
    return (Codec<T>) outputs.computeIfAbsent(topic.name(), name -> platform.serdes().codec(topic));
  }
}
