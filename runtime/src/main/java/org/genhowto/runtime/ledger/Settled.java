package org.genhowto.runtime.ledger;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.Origin;
import org.genhowto.runtime.record.Replay;
import org.jspecify.annotations.Nullable;

/**
 * An input that came to its end at one worker, as the ledger is told of it.
 *
 * @param input as it came; key and value may be anything
 * @param value what was decoded of it; null where it cannot be decoded or was not tried
 * @param attempt how often it was tried, from 1
 * @param deadly why it is a dead letter, where that is known better than the outcome says
 */
public record Settled(
    ConsumerRecord<byte[], byte[]> input,
    @Nullable SpecificRecord value,
    int attempt,
    Outcome outcome,
    DeadLetter.@Nullable Reason deadly) {

  /** An input and what its handler made of it; a reject is a dead letter. */
  public static Settled of(
      ConsumerRecord<byte[], byte[]> input,
      @Nullable SpecificRecord value,
      int attempt,
      Outcome outcome) {
    return new Settled(input, value, attempt, outcome, null);
  }

  /** Where the input stands; of a replayed dead letter, where its original stood. */
  Origin origin() {
    return Origin.of(input);
  }

  /** The input's partition and offset, and those of its replay where it is one. */
  String place() {
    String place = "%d@%d".formatted(origin().partition(), origin().offset());
    return Replay.of(input).isEmpty()
        ? place
        : "%s, replayed as %d@%d".formatted(place, input.partition(), input.offset());
  }

  /** An input that becomes a dead letter. */
  public static Settled dead(
      ConsumerRecord<byte[], byte[]> input,
      @Nullable SpecificRecord value,
      DeadLetter.Reason reason) {
    return new Settled(input, value, reason.attempts(), Outcome.reject(reason.message()), reason);
  }
}
