package org.genhowto.runtime.topic;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.record.TraceContext;
import org.genhowto.runtime.tracing.RecordSpan;
import org.genhowto.runtime.tracing.Spans;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;

/**
 * Sends records that no other record is the cause of, each with the headers that say so. What a
 * worker makes of an input goes through its loop instead.
 */
public final class TopicSender implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final String sender;
  private final AvroSerdes serdes;
  private final Clock clock;
  private final Spans spans;
  private final Producer<byte[], byte[]> producer;

  /** A sender with a producer of its own. */
  public static TopicSender of(String sender, Platform platform) {
    return new TopicSender(sender, platform, KafkaClients.of(platform, sender).producer());
  }

  /**
   * @param sender stands in the header {@code producer}
   * @param producer belongs to this from now on
   */
  public TopicSender(String sender, Platform platform, Producer<byte[], byte[]> producer) {
    this.sender = sender;
    this.serdes = platform.serdes();
    this.clock = platform.clock();
    this.spans = platform.telemetry().spans();
    this.producer = producer;
  }

  public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value)
      throws RegistryUnavailableException {
    return serdes.codec(topic).encode(value);
  }

  /**
   * Begins to send a record, which is called by its key.
   *
   * @param traceparent W3C trace context of the cause outside, where it had one
   */
  public Future<RecordMetadata> send(
      Topic<?> topic, String key, byte[] value, Optional<String> traceparent) {
    if (!spans.on()) {
      return producer.send(record(topic, key, value, traceparent));
    }
    Instant start = clock.instant();
    TraceContext trace = TraceContext.first(key, traceparent);
    return producer.send(
        record(topic, key, value, Optional.of(trace.header())),
        (place, failure) ->
            spans.tell(
                () ->
                    RecordSpan.sent(
                        sender,
                        topic.name(),
                        key,
                        trace,
                        new RecordSpan.Time(start, clock.instant(), failure != null))));
  }

  private ProducerRecord<byte[], byte[]> record(
      Topic<?> topic, String key, byte[] value, Optional<String> traceparent) {
    return new ProducerRecord<>(
        topic.name(),
        null,
        Provenance.bytes(key),
        value,
        Provenance.first(key, sender, traceparent, clock.instant()));
  }

  /** Sends one record and waits until the broker has it. */
  public <V extends SpecificRecord> void sendAndWait(Topic<V> topic, String key, V value)
      throws InterruptedException {
    sendAndWait(topic, List.of(value), one -> key);
  }

  /** Sends records and waits until the broker has all of them. */
  public <V extends SpecificRecord> void sendAndWait(
      Topic<V> topic, List<V> values, Function<V, String> key) throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      for (V value : values) {
        sent.add(send(topic, key.apply(value), encode(topic, value), Optional.empty()));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("a record for " + topic.name() + " was not taken", e.getCause());
    } catch (RegistryUnavailableException e) {
      throw new KafkaException(e.getMessage(), e);
    }
  }

  /** Deletes the record of a key from a table, and waits until the broker has that. */
  public void deleteAndWait(Topic<?> topic, String key) throws InterruptedException {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  topic.name(),
                  null,
                  Provenance.bytes(key),
                  null,
                  Provenance.first(key, sender, Optional.empty(), clock.instant())))
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "%s was not deleted from %s".formatted(key, topic.name()), e.getCause());
    }
  }

  /** What was sent is written, within limits. */
  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
