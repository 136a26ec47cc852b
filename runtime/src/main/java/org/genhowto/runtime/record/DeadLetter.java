package org.genhowto.runtime.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.Topics;

/**
 * A record that could not be worked on, with what is known of the failure. The key, the value and
 * the headers are the original ones; what is known stands in headers {@code dead-letter-*} behind
 * them. A record that fails again after a replay becomes a letter that counts one failure more and
 * takes the place of the former.
 *
 * @param position place in the dead letter topic
 * @param origin place of the original; of what is no dead letter, its own
 * @param reason of the newest failure, and how often it was tried for that
 * @param time of the newest failure
 * @param failures how often the record became a dead letter, this one included
 * @param attempts how often it was tried in all
 * @param first time of the first failure
 * @param replayed time of the replay that led to this failure
 */
public record DeadLetter(
    LetterPosition position,
    String worker,
    Origin origin,
    Reason reason,
    Instant time,
    int failures,
    int attempts,
    Instant first,
    Optional<Instant> replayed,
    Optional<String> key) {

  public static final String REJECTED = "rejected";

  /** Stands as exception of what is in a dead letter topic and is no dead letter. */
  public static final String UNREADABLE = "unreadable";

  private static final String PREFIX = "dead-letter-";
  private static final Set<String> NAMES =
      Set.of(
          "worker",
          "topic",
          "partition",
          "offset",
          "exception",
          "message",
          "attempts",
          "time",
          "failures",
          "all-attempts",
          "first-time",
          "replayed");

  /** The longest message that travels along: with the original it has to fit into a record. */
  private static final int LONGEST = 4000;

  /** Why a record becomes a dead letter. */
  public record Reason(String exception, String message, int attempts) {
    public Reason {
      message = Redaction.text(message);
    }

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
    Optional<Replay> replay = Replay.of(original);
    Origin origin = Origin.of(original);
    Headers headers = Replay.originalHeaders(original);
    OwnHeaders own =
        new OwnHeaders(headers, PREFIX)
            .add("worker", worker)
            .add("topic", origin.topic())
            .add("partition", origin.partition())
            .add("offset", origin.offset())
            .add("exception", shortened(reason.exception()))
            .add("message", shortened(reason.message()))
            .add("attempts", reason.attempts())
            .add("time", now)
            .add("failures", replay.map(Replay::failures).orElse(0) + 1)
            .add("all-attempts", replay.map(Replay::attempts).orElse(0) + reason.attempts())
            .add("first-time", replay.map(Replay::first).orElse(now));
    replay.ifPresent(of -> own.add("replayed", of.time()));
    return new ProducerRecord<>(
        Topics.deadLetters(worker), null, original.key(), original.value(), headers);
  }

  /**
   * The same, as a topic takes it: of an original that is too large, without its value, and where
   * that is not enough without its headers and a long key. Where the original stands, is told.
   *
   * @param limit bytes of a record that the topic takes
   */
  public static ProducerRecord<byte[], byte[]> fitting(
      ConsumerRecord<byte[], byte[]> original,
      String worker,
      Reason reason,
      Instant now,
      int limit) {
    ProducerRecord<byte[], byte[]> whole = of(original, worker, reason, now);
    if (RecordSize.of(whole) <= limit) {
      return whole;
    }
    Reason shortened =
        new Reason(
            reason.exception(),
            "%s (the record of %d bytes does not fit into its letter, of which %d are taken)"
                .formatted(shortened(reason.message()), RecordSize.of(whole), limit),
            reason.attempts());
    ProducerRecord<byte[], byte[]> letter =
        of(RecordSize.withoutValue(original), worker, shortened, now);
    return RecordSize.of(letter) <= limit
        ? letter
        : of(RecordSize.bare(original), worker, shortened, now);
  }

  /**
   * Reads one back. Whatever else stands in a dead letter topic becomes one that is {@link
   * #UNREADABLE}.
   */
  public static DeadLetter read(ConsumerRecord<byte[], byte[]> written) {
    String worker = Topics.deadLettersOf(written.topic()).orElse(written.topic());
    OwnHeaders own = new OwnHeaders(written.headers(), PREFIX);
    Optional<Origin> origin = own.origin();
    Optional<Instant> time = own.time("time");
    Optional<Integer> attempts = own.count("attempts");
    if (origin.isEmpty()
        || time.isEmpty()
        || attempts.isEmpty()
        || !own.text("worker").equals(Optional.of(worker))) {
      return unreadable(written, worker);
    }
    Reason reason =
        new Reason(
            own.text("exception").orElse(""), own.text("message").orElse(""), attempts.get());
    return new DeadLetter(
        position(written),
        worker,
        origin.get(),
        reason,
        time.get(),
        own.count("failures").orElse(1),
        own.count("all-attempts").orElse(reason.attempts()),
        own.time("first-time").orElse(time.get()),
        own.time("replayed"),
        key(written));
  }

  /** Whether it is a dead letter at all, and may be replayed. */
  public boolean readable() {
    return !reason.exception().equals(UNREADABLE);
  }

  /** Names the original and its worker: all letters of one record share it. */
  public String id() {
    return id(worker, origin);
  }

  static String id(String worker, Origin origin) {
    return worker + ":" + origin;
  }

  /** Whether it tells a later failure of the same record. */
  public boolean supersedes(DeadLetter other) {
    return failures != other.failures
        ? failures > other.failures
        : position.offset() > other.position.offset();
  }

  /** Why a record became a dead letter; empty where it is none. */
  public static Optional<String> message(ConsumerRecord<?, ?> written) {
    return new OwnHeaders(written.headers(), PREFIX).text("message");
  }

  /** Headers without those that tell of the failure. */
  public static Headers originalHeaders(Headers headers) {
    return OwnHeaders.without(headers, PREFIX, NAMES);
  }

  private static DeadLetter unreadable(ConsumerRecord<byte[], byte[]> written, String worker) {
    Instant time = Instant.ofEpochMilli(Math.max(0, written.timestamp()));
    String why = "the headers of a dead letter of %s are not there, or not whole".formatted(worker);
    return new DeadLetter(
        position(written),
        worker,
        new Origin(written.topic(), written.partition(), written.offset()),
        new Reason(UNREADABLE, why, 0),
        time,
        1,
        0,
        time,
        Optional.empty(),
        key(written));
  }

  private static LetterPosition position(ConsumerRecord<?, ?> written) {
    return new LetterPosition(written.partition(), written.offset());
  }

  private static Optional<String> key(ConsumerRecord<byte[], byte[]> written) {
    return Optional.ofNullable(written.key()).map(key -> new String(key, StandardCharsets.UTF_8));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }
}
