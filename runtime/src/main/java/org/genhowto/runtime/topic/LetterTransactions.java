package org.genhowto.runtime.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.RegistryUnavailableException;

/** Writes what becomes of letters, some in one transaction, and tells of them once it stands. */
final class LetterTransactions {
  /** So few that a transaction is short, and so many that there are few. */
  private static final int LETTERS = 100;

  private static final int BYTES = 8 << 20;

  private final Producer<byte[], byte[]> producer;
  private final String worker;
  private final Consumer<LetterVerdict> told;
  private final List<LetterVerdict> letters = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private long bytes;
  private long done;

  LetterTransactions(
      Producer<byte[], byte[]> producer, String worker, Consumer<LetterVerdict> told) {
    this.producer = producer;
    this.worker = worker;
    this.told = told;
  }

  /**
   * Shuts out whoever acted on letters of this worker before: its transaction is ended, one way or
   * the other, when this returns, and it can begin no other.
   */
  void begin() {
    guarded(producer::initTransactions);
  }

  /** Takes what is to be written for a letter; it is written with others. */
  void act(LetterDesk.Act act, LetterEntry entry, ConsumerRecord<byte[], byte[]> written) {
    try {
      records.addAll(act.records(entry, written));
    } catch (RegistryUnavailableException e) {
      throw new KafkaException(e.getMessage(), e);
    }
    letters.add(new LetterVerdict.Done(entry));
    bytes += written.value() == null ? 0 : written.value().length;
    if (letters.size() >= LETTERS || bytes >= BYTES) {
      commit();
    }
  }

  /** Writes what was taken, in a transaction as short as can be. */
  void commit() {
    if (letters.isEmpty()) {
      return;
    }
    guarded(this::write);
    done += letters.size();
    letters.forEach(told);
    letters.clear();
    records.clear();
    bytes = 0;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What a send comes to, the commit says.
  private void write() {
    producer.beginTransaction();
    try {
      records.forEach(producer::send);
      producer.commitTransaction();
    } catch (KafkaException e) {
      try {
        producer.abortTransaction(); // Spares readers the wait for its time-out.
      } catch (KafkaException | IllegalStateException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (KafkaException e) {
      boolean shutOut =
          Causes.first(e, ProducerFencedException.class).isPresent()
              || Causes.first(e, InvalidProducerEpochException.class).isPresent();
      throw shutOut
          ? new KafkaException(
              "another command acts on the dead letters of %s now; %d letters were done before it"
                  .formatted(worker, done))
          : e;
    }
  }
}
