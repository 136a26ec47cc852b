package org.genhowto.runtime.record;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.genhowto.schemas.Topics;

/**
 * What a replayed record tells of the dead letter that it comes from. Its key, value and headers
 * are the original ones; headers {@code replay-*} stand behind them.
 *
 * @param letter place of the letter
 * @param origin place of the original
 * @param attempts how often the original was tried before this replay
 * @param failures how often it became a dead letter
 * @param first when it failed first
 * @param time of the replay
 */
public record Replay(
    LetterPosition letter, Origin origin, int attempts, int failures, Instant first, Instant time) {
  private static final String PREFIX = "replay-";
  private static final Set<String> NAMES =
      Set.of(
          "letter", "topic", "partition", "offset", "attempts", "failures", "first-time", "time");

  /**
   * Reads it from a record. Anyone may write such headers, so they count only in a topic of
   * replays, and only where they are whole.
   */
  public static Optional<Replay> of(ConsumerRecord<?, ?> record) {
    if (!Topics.isReplays(record.topic())) {
      return Optional.empty();
    }
    OwnHeaders own = new OwnHeaders(record.headers(), PREFIX);
    Optional<LetterPosition> letter = own.text("letter").flatMap(LetterPosition::parse);
    Optional<Origin> origin = own.origin();
    Optional<Integer> attempts = own.count("attempts");
    Optional<Integer> failures = own.count("failures");
    Optional<Instant> first = own.time("first-time");
    Optional<Instant> time = own.time("time");
    return letter.isPresent()
            && origin.isPresent()
            && attempts.isPresent()
            && failures.isPresent()
            && first.isPresent()
            && time.isPresent()
        ? Optional.of(
            new Replay(
                letter.get(),
                origin.get(),
                attempts.get(),
                failures.get(),
                first.get(),
                time.get()))
        : Optional.empty();
  }

  /** How often a record was tried before its replay; 0 where it is none. */
  public static int earlierAttempts(ConsumerRecord<?, ?> record) {
    return of(record).map(Replay::attempts).orElse(0);
  }

  /**
   * The record to write for a letter.
   *
   * @param written the letter as it stands in its topic
   * @param partitions how many the topic of replays has; the partition is that of the original, so
   *     that records of one key stay in order
   */
  public static ProducerRecord<byte[], byte[]> record(
      DeadLetter letter, ConsumerRecord<byte[], byte[]> written, int partitions, Instant now) {
    Headers headers = DeadLetter.originalHeaders(written.headers());
    new OwnHeaders(headers, PREFIX)
        .add("letter", letter.position())
        .add("topic", letter.origin().topic())
        .add("partition", letter.origin().partition())
        .add("offset", letter.origin().offset())
        .add("attempts", letter.attempts())
        .add("failures", letter.failures())
        .add("first-time", letter.first())
        .add("time", now);
    return new ProducerRecord<>(
        Topics.replays(letter.worker()),
        letter.origin().partition() % partitions,
        written.key(),
        written.value(),
        headers);
  }

  /** Headers of the original, from those of a record that may be its replay. */
  static Headers originalHeaders(ConsumerRecord<?, ?> record) {
    return OwnHeaders.without(record.headers(), PREFIX, of(record).isPresent() ? NAMES : Set.of());
  }
}
