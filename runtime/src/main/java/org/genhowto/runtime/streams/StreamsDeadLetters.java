package org.genhowto.runtime.streams;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record of a topology that cannot be decoded becomes a dead letter, in the transaction of the
 * topology. Made by Kafka Streams; public for that alone.
 */
public final class StreamsDeadLetters implements DeserializationExceptionHandler {
  static final String WORKER = "genhowto.worker";
  static final String TELEMETRY = "genhowto.telemetry";
  static final String CLOCK = "genhowto.clock";

  private static final Logger LOG = LoggerFactory.getLogger(StreamsDeadLetters.class);

  private String worker = "";
  private WorkerTelemetry telemetry;
  private Clock clock;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls configure first.
  public StreamsDeadLetters() {}

  @Override
  public void configure(Map<String, ?> configs) {
    worker = String.valueOf(configs.get(WORKER));
    telemetry = (WorkerTelemetry) Objects.requireNonNull(configs.get(TELEMETRY));
    clock = (Clock) Objects.requireNonNull(configs.get(CLOCK));
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (StreamsWorker.mayPass(exception)) {
      return Response.fail(); // The record stays where it is.
    }
    LOG.atWarn()
        .addKeyValue("worker", worker)
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", exception.getMessage())
        .log("dead letter");
    telemetry.deadLetter();
    DeadLetter.Reason reason = DeadLetter.Reason.of(exception, 1);
    return Response.resume(List.of(DeadLetter.of(record, worker, reason, clock.instant())));
  }
}
