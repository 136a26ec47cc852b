package org.genhowto.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record of a topology that cannot be decoded becomes a dead letter, in the transaction of the
 * topology. Made by Kafka Streams; public for that alone.
 */
public final class StreamsDeadLetters implements DeserializationExceptionHandler {
  static final String WORKER = "genhowto.worker";
  static final String TELEMETRY = "genhowto.telemetry";

  private static final Logger LOG = LoggerFactory.getLogger(StreamsDeadLetters.class);

  private String worker = "";
  private WorkerTelemetry telemetry;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls configure first.
  public StreamsDeadLetters() {}

  @Override
  public void configure(Map<String, ?> configs) {
    worker = String.valueOf(configs.get(WORKER));
    telemetry = (WorkerTelemetry) Objects.requireNonNull(configs.get(TELEMETRY));
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    for (Throwable t = exception; t != null; t = t.getCause()) {
      if (t instanceof RegistryUnavailableException) {
        return Response.fail(); // It may pass: the record stays where it is.
      }
    }
    LOG.atWarn()
        .addKeyValue("worker", worker)
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", exception.getMessage())
        .log("dead letter");
    telemetry.deadLetter();
    return Response.resume(List.of(deadLetter(record, exception)));
  }

  private ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> record, Exception exception) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            Topics.deadLetters(worker), null, record.key(), record.value(), record.headers());
    Map.of(
            "exception", exception.getClass().getName(),
            "message", String.valueOf(exception.getMessage()),
            "topic", record.topic(),
            "partition", String.valueOf(record.partition()),
            "offset", String.valueOf(record.offset()),
            "attempts", "1",
            "worker", worker)
        .forEach((name, text) -> letter.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    return letter;
  }
}
