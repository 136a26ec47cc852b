package org.genhowto.runtime.loop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.record.Replay;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where both loops work on records: decode, handle, encode, with retries, until every record is
 * settled. It sends nothing. What a handler throws as a bug leaves {@link #settle} as it is.
 */
final class RecordProcessor<V extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(RecordProcessor.class);

  /** Brokers take records up to 1 MiB by default; headers and framing need some of it. */
  private static final int LARGEST_OUTPUT = 1_000_000;

  private final String worker;
  private final Platform platform;
  private final Codec<V> input;
  private final Retry retry;
  private final WorkerContext context;
  private final WorkerTelemetry telemetry;
  private final Map<String, Codec<?>> outputs = new ConcurrentHashMap<>();

  RecordProcessor(WorkerContext context, Topic<V> input, Retry retry) {
    this.context = context;
    this.worker = context.worker();
    this.platform = context.platform();
    this.input = platform.serdes().codec(input);
    this.retry = retry;
    this.telemetry = context.telemetry();
  }

  /** A failure that may pass, of the handler or of the registry. */
  private static final class Passing extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exception reason;

    Passing(Exception reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /**
   * Works on records until each has its outcome.
   *
   * @param before how often the records were tried already
   * @param abandoned says that nobody waits for the result any more
   * @return finished, or abandoned
   */
  Done settle(
      List<ConsumerRecord<byte[], byte[]>> records,
      int before,
      BatchHandler<V> handler,
      BooleanSupplier abandoned)
      throws InterruptedException {
    for (int failures = 0; ; ) {
      int attempt = before + failures + 1;
      try {
        return new Done.Finished(attempt(records, attempt, handler));
      } catch (Passing e) {
        failures++;
        Exception cause = e.reason;
        if (failures >= retry.attempts()) {
          log(records.get(0), cause, "is a dead letter: failed for the last time");
          return new Done.Finished(allDead(records, DeadLetter.Reason.of(cause, attempt)));
        }
        telemetry.retried();
        Duration pause = retry.after(failures);
        log(records.get(0), cause, "failed, trying again after " + pause);
        if (context.pause(pause) || abandoned.getAsBoolean()) {
          return new Done.Abandoned();
        }
      }
    }
  }

  /** Dead letters of records that are not even tried. */
  ProcessedBatch allDead(List<ConsumerRecord<byte[], byte[]>> records, DeadLetter.Reason reason) {
    List<Outcome> outcomes = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      outcomes.add(Outcome.reject(reason.message()));
      letters.add(letter(record, reason));
    }
    return new ProcessedBatch(outcomes, letters);
  }

  private ProcessedBatch attempt(
      List<ConsumerRecord<byte[], byte[]>> records, int attempt, BatchHandler<V> handler)
      throws Passing, InterruptedException {
    Map<Integer, Outcome> rejected = new TreeMap<>();
    List<Incoming<V>> incoming = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      try {
        incoming.add(incoming(records.get(i), attempt));
      } catch (UndecodableException e) {
        rejected.put(i, Outcome.reject(String.valueOf(e.getMessage())));
      }
    }
    List<Outcome> handled = incoming.isEmpty() ? List.of() : handle(incoming, handler);
    List<Outcome> outcomes = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> sends = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < records.size(); i++) {
      Outcome outcome = rejected.containsKey(i) ? rejected.get(i) : handled.get(next++);
      outcomes.add(finish(records.get(i), attempt, outcome, sends));
    }
    return new ProcessedBatch(outcomes, sends);
  }

  private List<Outcome> handle(List<Incoming<V>> incoming, BatchHandler<V> handler)
      throws Passing, InterruptedException {
    long begin = System.nanoTime();
    List<Outcome> outcomes;
    try {
      outcomes = handler.handle(incoming);
    } catch (RetryableException | OutageException e) {
      throw new Passing(e);
    } finally {
      telemetry.handled(Duration.ofNanos(System.nanoTime() - begin));
    }
    if (outcomes.size() != incoming.size()) {
      throw new IllegalStateException(
          "the handler of %s gave %d outcomes, expected one for each of %d records"
              .formatted(worker, outcomes.size(), incoming.size()));
    }
    return outcomes;
  }

  /**
   * Turns an outcome into what is to be sent; the outcome changes where its outputs are no good.
   */
  private Outcome finish(
      ConsumerRecord<byte[], byte[]> record,
      int attempt,
      Outcome outcome,
      List<ProducerRecord<byte[], byte[]>> sends)
      throws Passing {
    Outcome end = outcome;
    if (outcome instanceof Outcome.Emit emit) {
      List<ProducerRecord<byte[], byte[]>> encoded = new ArrayList<>();
      try {
        for (Output<?> output : emit.outputs()) {
          encoded.add(encode(record, attempt, encoded.size(), output));
        }
      } catch (RegistryUnavailableException e) {
        throw new Passing(e);
      }
      Optional<String> oversize = oversize(encoded);
      if (oversize.isEmpty()) {
        sends.addAll(encoded);
      } else {
        end = Outcome.reject(oversize.get());
      }
    }
    if (end instanceof Outcome.Reject reject) {
      sends.add(letter(record, DeadLetter.Reason.rejected(reject.reason(), attempt)));
      log(record, null, "is a dead letter: " + reject.reason());
    }
    return end;
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

  /** One output as it is sent, with its headers. */
  <T extends SpecificRecord> ProducerRecord<byte[], byte[]> encode(
      ConsumerRecord<byte[], byte[]> record, int attempt, int n, Output<T> output)
      throws RegistryUnavailableException {
    byte[] value = codec(output.topic()).encode(output.value());
    var headers =
        Provenance.of(record, worker, Replay.earlierAttempts(record) + attempt, n, output.value());
    Provenance.stamp(headers, platform.clock().instant());
    return new ProducerRecord<>(
        output.topic().name(), null, Provenance.bytes(output.key()), value, headers);
  }

  private ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> record, DeadLetter.Reason reason) {
    return DeadLetter.of(record, worker, reason, platform.clock().instant());
  }

  private Incoming<V> incoming(ConsumerRecord<byte[], byte[]> record, int attempt)
      throws UndecodableException, Passing {
    V value;
    try {
      value = input.decode(record.value());
    } catch (RegistryUnavailableException e) {
      throw new Passing(e);
    }
    String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    return new Incoming<>(
        key,
        value,
        record.topic(),
        record.partition(),
        record.offset(),
        Replay.earlierAttempts(record) + attempt);
  }

  @SuppressWarnings("unchecked") // A codec is stored under the name of the topic it is of.
  private <T extends SpecificRecord> Codec<T> codec(Topic<T> topic) {
    return (Codec<T>) outputs.computeIfAbsent(topic.name(), name -> platform.serdes().codec(topic));
  }

  private void log(ConsumerRecord<?, ?> record, @Nullable Throwable cause, String event) {
    LOG.atWarn()
        .setCause(cause)
        .addKeyValue("worker", worker)
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .log("record {}", event);
  }
}
