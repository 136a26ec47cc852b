package org.genhowto.runtime.record;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a record was first written. A replayed record keeps the place of its original, so that what
 * is made of it has the names that a first try would have given.
 */
public record Origin(String topic, int partition, long offset) {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final Pattern PARTITION = Pattern.compile("[0-9]{1,9}");
  private static final Pattern OFFSET = Pattern.compile("[0-9]{1,18}");

  /** Of a record that a worker reads: of its input, or of its replays. */
  public static Origin of(ConsumerRecord<?, ?> record) {
    return Replay.of(record)
        .map(Replay::origin)
        .orElseGet(() -> new Origin(record.topic(), record.partition(), record.offset()));
  }

  /** From text that anyone may have written; empty where it names no place. */
  static Optional<Origin> parse(String topic, String partition, String offset) {
    return TOPIC.matcher(topic).matches()
            && PARTITION.matcher(partition).matches()
            && OFFSET.matcher(offset).matches()
        ? Optional.of(new Origin(topic, Integer.parseInt(partition), Long.parseLong(offset)))
        : Optional.empty();
  }

  /** The text of {@link #toString}; empty where it names no place. */
  public static Optional<Origin> parse(String text) {
    int dash = text.lastIndexOf('-');
    int at = text.indexOf('@', dash + 1);
    return dash < 0 || at < 0
        ? Optional.empty()
        : parse(text.substring(0, dash), text.substring(dash + 1, at), text.substring(at + 1));
  }

  @Override
  public String toString() {
    return "%s-%d@%d".formatted(topic, partition, offset);
  }
}
