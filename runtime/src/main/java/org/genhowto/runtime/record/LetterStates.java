package org.genhowto.runtime.record;

import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.DeadLetterAction;
import org.genhowto.schemas.DeadLetterState;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;

/**
 * Makes the records that tell what was done about dead letters. That a replay failed again needs no
 * such record: the new letter says it.
 */
public final class LetterStates {
  private final String worker;
  private final Codec<DeadLetterState> codec;
  private final Clock clock;

  public LetterStates(String worker, AvroSerdes serdes, Clock clock) {
    this.worker = worker;
    this.codec = serdes.codec(Topics.DEAD_LETTER_STATES);
    this.clock = clock;
  }

  /**
   * What to write beside the outputs of a record that ended well, as an output or as a skip: in the
   * same transaction, where there is one. Empty where the record is no replay.
   */
  public Optional<ProducerRecord<byte[], byte[]>> resolved(ConsumerRecord<?, ?> record)
      throws RegistryUnavailableException {
    Optional<Replay> replay = Replay.of(record);
    if (replay.isEmpty()) {
      return Optional.empty();
    }
    DeadLetterState state =
        DeadLetterState.newBuilder()
            .setLetterId(DeadLetter.id(worker, replay.get().origin()))
            .setWorker(worker)
            .setLetterPartition(replay.get().letter().partition())
            .setLetterOffset(replay.get().letter().offset())
            .setFailures(replay.get().failures())
            .setAction(DeadLetterAction.RESOLVED)
            .setActor(worker)
            .setAt(clock.millis())
            .build();
    return Optional.of(record(state));
  }

  /**
   * What a person did about a letter.
   *
   * @param reason why, where it was said
   */
  public ProducerRecord<byte[], byte[]> acted(
      DeadLetter letter, DeadLetterAction action, String actor, Optional<String> reason)
      throws RegistryUnavailableException {
    return record(
        DeadLetterState.newBuilder()
            .setLetterId(letter.id())
            .setWorker(letter.worker())
            .setLetterPartition(letter.position().partition())
            .setLetterOffset(letter.position().offset())
            .setFailures(letter.failures())
            .setAction(action)
            .setActor(actor)
            .setReason(reason.orElse(null))
            .setAt(clock.millis())
            .build());
  }

  private ProducerRecord<byte[], byte[]> record(DeadLetterState state)
      throws RegistryUnavailableException {
    return new ProducerRecord<>(
        Topics.DEAD_LETTER_STATES.name(),
        Provenance.bytes(state.getLetterId()),
        codec.encode(state));
  }
}
