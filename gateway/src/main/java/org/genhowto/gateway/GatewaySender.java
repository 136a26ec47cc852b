package org.genhowto.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.requests.RequestPlace;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;

/** Sends records and answers for them: what it returns from is in Kafka. */
public final class GatewaySender implements AutoCloseable {
  private final TopicSender sender;
  private final Duration timeout;

  /**
   * @param timeout how long Kafka may take
   */
  public GatewaySender(TopicSender sender, Duration timeout) {
    this.sender = sender;
    this.timeout = timeout;
  }

  /** A record's bytes, with the schema's id. */
  public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
    try {
      return sender.encode(topic, value);
    } catch (RegistryUnavailableException e) {
      throw GatewayProblem.unavailable(e.getMessage() + ".", e);
    }
  }

  /**
   * Sends a record and waits until Kafka has it, and where.
   *
   * @param traceparent W3C trace context of the HTTP request, where it had one
   */
  public RequestPlace send(Topic<?> topic, String key, byte[] value, Optional<String> traceparent) {
    try {
      RecordMetadata sent =
          sender
              .send(topic, key, value, traceparent)
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new RequestPlace(sent.timestamp(), sent.offset());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw GatewayProblem.unavailable("Kafka did not take the record.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayProblem.unavailable("The gateway is closing.", e);
    }
  }

  @Override
  public void close() {
    sender.close();
  }
}
