package org.genhowto.runtime.streams;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.runtime.ledger.Settled;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStates;
import org.genhowto.schemas.RegistryUnavailableException;

/**
 * A processor that stands at the door of a topology: what became of each record is told to the
 * ledger, and of a replayed one to its dead letter, all in the transaction of the record.
 */
public abstract class LedgeredProcessor extends GuardedProcessor {
  /** Usual name of the sink that takes the ledger's entries. */
  public static final String LEDGER = "to-ledger";

  private final Ledger ledger;
  private final LetterStates letters;

  /**
   * @param worker whose records these are
   * @param own counts where the topology runs outside of a {@link StreamsWorker}
   */
  protected LedgeredProcessor(
      String worker, WorkerTelemetry own, Ledger ledger, LetterStates letters) {
    super(worker, DEAD_LETTERS, own);
    this.ledger = ledger;
    this.letters = letters;
  }

  /** Tells the ledger, in the transaction of what it tells of. */
  protected final void note(Settled settled) throws RegistryUnavailableException {
    ProducerRecord<byte[], byte[]> entry = ledger.entry(settled);
    context().forward(new Record<>(entry.key(), entry.value(), now().toEpochMilli()), LEDGER);
  }

  @Override
  protected final Optional<ProducerRecord<byte[], byte[]>> resolved(
      ConsumerRecord<byte[], byte[]> original) throws RegistryUnavailableException {
    return letters.resolved(original);
  }

  @Override
  protected final void died(ConsumerRecord<byte[], byte[]> original, DeadLetter.Reason reason)
      throws RegistryUnavailableException {
    note(Settled.dead(original, null, reason));
  }
}
