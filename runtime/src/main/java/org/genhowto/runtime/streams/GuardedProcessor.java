package org.genhowto.runtime.streams;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.record.RecordSize;
import org.genhowto.runtime.streams.StreamsHeaders.Input;
import org.genhowto.runtime.tracing.RecordSpan;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A processor whose records come as bytes, and each of whose failures is one record's: the record
 * becomes a dead letter, byte for byte and in the transaction of the topology, and the next one
 * comes. Only what is away, the Schema Registry or Kafka, goes through and is waited for by {@link
 * StreamsWorker}. A subclass computes first and changes its state last, as nothing takes back what
 * a failed record has written.
 */
public abstract class GuardedProcessor implements Processor<byte[], byte[], Object, Object> {
  /** Usual name of the sink that takes the dead letters. */
  public static final String DEAD_LETTERS = "to-dead-letters";

  /** Usual name of the sink that takes what became of replayed letters. */
  public static final String LETTER_STATES = "to-letter-states";

  private static final String DEAD = RecordSpan.Ending.DEAD_LETTER;

  private static final Logger LOG = LoggerFactory.getLogger(GuardedProcessor.class);

  /** No output is larger than this, whatever its topic takes. */
  private static final int LARGEST = 1_000_000;

  /** Of a store or between the parts of a topology, with what else stands beside a value. */
  private static final int LONGEST_KEY = 1000;

  /** Stands for all topics of Kafka Streams itself. */
  static final String INTERNAL = "";

  private final String worker;
  private final String deadLetters;
  private final WorkerTelemetry own;
  private ProcessorContext<Object, Object> context;
  private StreamsGuard guard;

  /**
   * @param worker whose dead letters these are
   * @param deadLetters the sink that takes them, keys and values as bytes
   * @param own counts where the topology runs outside of a {@link StreamsWorker}
   */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  protected GuardedProcessor(String worker, String deadLetters, WorkerTelemetry own) {
    this.own = own;
    this.worker = worker;
    this.deadLetters = deadLetters;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    guard = StreamsGuard.of(context.appConfigs(), own);
  }

  /** Works on one record; whatever is thrown makes it a dead letter. */
  protected abstract void work(byte @Nullable [] key, byte @Nullable [] value, Input input)
      throws Exception;

  protected final ProcessorContext<Object, Object> context() {
    return context;
  }

  protected final WorkerTelemetry telemetry() {
    return guard.telemetry();
  }

  protected final Instant now() {
    return Instant.ofEpochMilli(context.currentSystemTimeMs());
  }

  // A broad catch: a record is never the end of the worker.
  @SuppressWarnings("CatchingUnchecked")
  @Override
  public final void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    Headers headers = new RecordHeaders(record.headers().toArray());
    Input input = new Input(place.topic(), place.partition(), place.offset(), headers);
    guard.telemetry().inFlight(1);
    Instant start = now();
    try {
      work(record.key(), record.value(), input);
      resolved(input.record(record.key(), record.value())).ifPresent(this::forwardState);
      guard.succeeded();
      tell(record, input, start, new RecordSpan.Ending("done", "", 1));
    } catch (Throwable thrown) {
      passThrough(thrown);
      tell(record, input, start, new RecordSpan.Ending(DEAD, Causes.sentence(thrown), 1));
      guard.failed(place.topic(), place.partition(), place.offset(), thrown);
      deadLetter(record.key(), record.value(), input, thrown);
    } finally {
      guard.telemetry().inFlight(-1);
    }
  }

  /** What the topology passes on to itself without a trace is part of what was told before. */
  private void tell(
      Record<byte[], byte[]> record, Input input, Instant start, RecordSpan.Ending ending) {
    boolean between =
        input.topic().endsWith("-repartition")
            && input.headers().lastHeader(Provenance.TRACEPARENT) == null;
    if (!between) {
      telemetry()
          .spans()
          .tell(
              () ->
                  RecordSpan.handled(
                      worker, input.record(record.key(), record.value()), ending, start, now()));
    }
  }

  /** What no record is to blame for: Kafka's own failures, and an absent registry. */
  protected static void passThrough(Throwable thrown) {
    if (Causes.first(thrown, RegistryUnavailableException.class).isPresent()) {
      throw new StreamsException(thrown);
    }
    if (thrown instanceof KafkaException kafka && !(thrown instanceof SerializationException)) {
      throw kafka;
    }
  }

  /** Writes a dead letter; it is not counted. */
  protected final void deadLetter(
      byte @Nullable [] key, byte @Nullable [] value, Input input, Throwable thrown) {
    DeadLetter.Reason reason = DeadLetter.Reason.of(thrown, 1);
    LOG.atWarn()
        .addKeyValue("worker", worker)
        .addKeyValue("topic", input.topic())
        .addKeyValue("partition", input.partition())
        .addKeyValue("offset", input.offset())
        .addKeyValue("reason", reason.message())
        .log("dead letter");
    LOG.atDebug().setCause(thrown).log("where the record failed");
    ConsumerRecord<byte[], byte[]> original = input.record(key, value);
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.fitting(
            original, worker, reason, now(), guard.limit(Topics.deadLetters(worker)));
    context.forward(
        new Record<>(letter.key(), letter.value(), context.currentSystemTimeMs(), letter.headers()),
        deadLetters);
    try {
      died(original, reason);
    } catch (RegistryUnavailableException e) {
      throw new StreamsException(e);
    }
  }

  /** What is to be written where a record that ended well is the replay of a dead letter. */
  protected Optional<ProducerRecord<byte[], byte[]>> resolved(
      ConsumerRecord<byte[], byte[]> original) throws RegistryUnavailableException {
    return Optional.empty();
  }

  private void forwardState(ProducerRecord<byte[], byte[]> state) {
    context.forward(
        new Record<>(state.key(), state.value(), context.currentSystemTimeMs()), LETTER_STATES);
  }

  /** What else is to be said of a record that has become a dead letter. */
  protected void died(ConsumerRecord<byte[], byte[]> original, DeadLetter.Reason reason)
      throws RegistryUnavailableException {}

  /**
   * An output that its topic takes; a larger one would abort its transaction at every try.
   *
   * @throws IllegalArgumentException it is too large
   */
  protected final Record<Object, Object> fitting(
      byte @Nullable [] key, byte[] value, Headers headers, String topic) {
    requireFit(RecordSize.of(key, value, headers), "output to " + topic, guard.limit(topic));
    return new Record<>(key, value, now().toEpochMilli(), headers);
  }

  /**
   * A value that the topics of Kafka Streams take, which stand behind a store and between the parts
   * of a topology.
   *
   * @throws IllegalArgumentException it is too large
   */
  protected final byte[] storable(byte[] value) {
    requireFit(value.length + LONGEST_KEY, "record", guard.limit(INTERNAL));
    return value;
  }

  private static void requireFit(int bytes, String what, int topic) {
    int limit = Math.min(LARGEST, topic);
    if (bytes > limit) {
      throw new IllegalArgumentException(
          "The %s has %d bytes, expected at most %d".formatted(what, bytes, limit));
    }
  }
}
