package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;

/** Sends records and answers for them: what it returns from is in Kafka. */
final class GatewaySender implements AutoCloseable {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final AvroSerdes serdes;
  private final Clock clock;
  private final Duration timeout;

  GatewaySender(
      Producer<byte[], byte[]> producer, AvroSerdes serdes, Clock clock, Duration timeout) {
    this.producer = producer;
    this.serdes = serdes;
    this.clock = clock;
    this.timeout = timeout;
  }

  <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
    try {
      return serdes.codec(topic).encode(value);
    } catch (RegistryUnavailableException e) {
      throw GatewayProblem.unavailable("The Schema Registry is out of reach.", e);
    }
  }

  /**
   * Sends a record and waits until Kafka has it.
   *
   * @param traceparent W3C trace context of the HTTP request, where it had one
   */
  void send(Topic<?> topic, String key, byte[] value, Optional<String> traceparent) {
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), value);
    headers(key, traceparent)
        .forEach((name, text) -> sent.headers().add(name, text.getBytes(UTF_8)));
    try {
      producer.send(sent).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw GatewayProblem.unavailable("Kafka did not take the record.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayProblem.unavailable("The gateway is closing.", e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }

  private Map<String, String> headers(String key, Optional<String> traceparent) {
    Map<String, String> headers = new TreeMap<>();
    headers.put(Provenance.MESSAGE_ID, key);
    headers.put(Provenance.PRODUCER, "gateway");
    headers.put(Provenance.CREATED_AT, clock.instant().toString());
    traceparent
        .filter(text -> TRACEPARENT.matcher(text).matches())
        .ifPresent(text -> headers.put(Provenance.TRACEPARENT, text));
    return headers;
  }
}
