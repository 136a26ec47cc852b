package org.genhowto.runtime.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.Topics;

/**
 * A record that could not be worked on, with what is known of the failure. The key, the value and
 * the headers are the original ones; what is known stands in headers {@code dead-letter-*} beside
 * them.
 *
 * @param position place in the dead letter topic
 * @param exception class name of the exception, or {@code rejected}
 */
public record DeadLetter(
    long position,
    String worker,
    String topic,
    int partition,
    long offset,
    String exception,
    String message,
    int attempts,
    Instant time,
    Optional<String> key) {

  /** Header of a replayed record: how often it was tried in all before this replay. */
  public static final String EARLIER_ATTEMPTS = "earlier-attempts";

  static final String PREFIX = "dead-letter-";
  public static final String REJECTED = "rejected";

  /** Why a record becomes a dead letter. */
  public record Reason(String exception, String message, int attempts) {
    public static Reason of(Throwable thrown, int attempts) {
      StringBuilder message = new StringBuilder(String.valueOf(thrown.getMessage()));
      Causes.of(thrown).skip(1).forEach(t -> message.append("; because of ").append(t));
      return new Reason(thrown.getClass().getName(), message.toString(), attempts);
    }

    public static Reason rejected(String message, int attempts) {
      return new Reason(REJECTED, message, attempts);
    }
  }

  /** The record to write to the worker's dead letter topic. */
  public static ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> original, String worker, Reason reason, Instant now) {
    Headers headers = originalHeaders(original.headers());
    add(headers, "worker", worker);
    add(headers, "topic", original.topic());
    add(headers, "partition", Integer.toString(original.partition()));
    add(headers, "offset", Long.toString(original.offset()));
    add(headers, "exception", reason.exception());
    add(headers, "message", reason.message());
    add(headers, "attempts", Integer.toString(reason.attempts()));
    add(headers, "time", now.toString());
    return new ProducerRecord<>(
        Topics.deadLetters(worker), null, original.key(), original.value(), headers);
  }

  /** Reads one back. */
  public static DeadLetter read(ConsumerRecord<byte[], byte[]> written) {
    Headers headers = written.headers();
    return new DeadLetter(
        written.offset(),
        known(headers, "worker"),
        known(headers, "topic"),
        Integer.parseInt(known(headers, "partition")),
        Long.parseLong(known(headers, "offset")),
        known(headers, "exception"),
        known(headers, "message"),
        Integer.parseInt(known(headers, "attempts")),
        Instant.parse(known(headers, "time")),
        Optional.ofNullable(written.key()).map(key -> new String(key, StandardCharsets.UTF_8)));
  }

  /** Why a record became a dead letter; empty where it is none. */
  public static Optional<String> message(ConsumerRecord<?, ?> written) {
    return Provenance.text(written.headers(), PREFIX + "message");
  }

  /** Headers without those of a dead letter. */
  public static Headers originalHeaders(Headers headers) {
    Headers original = new RecordHeaders();
    for (Header header : headers) {
      if (!header.key().startsWith(PREFIX)) {
        original.add(header);
      }
    }
    return original;
  }

  private static void add(Headers headers, String name, String text) {
    headers.add(PREFIX + name, Provenance.bytes(text));
  }

  private static String known(Headers headers, String name) {
    return Provenance.text(headers, PREFIX + name)
        .orElseThrow(
            () -> new IllegalArgumentException("header %s%s is absent".formatted(PREFIX, name)));
  }
}
