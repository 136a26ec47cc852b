package org.genhowto.runtime.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.RegistryUnavailableException;

/** Records that a worker never got to read, until the ledger has them. */
public final class Losses {
  private final Ledger ledger;
  private final Set<Loss> told = new HashSet<>();
  private final Set<Loss> owed = new LinkedHashSet<>();

  private record Loss(TopicPartition partition, long from, long until) {}

  public Losses(WorkerContext context) {
    this.ledger = new Ledger(context.worker(), context.platform());
  }

  /**
   * Notes some records.
   *
   * @param from first offset that was not read
   * @param until first offset that is still there
   * @return whether this is news
   */
  public boolean add(TopicPartition partition, long from, long until) {
    Loss loss = new Loss(partition, from, until);
    boolean news = told.add(loss);
    if (news) {
      owed.add(loss);
    }
    return news;
  }

  /** Whether there is something that the ledger does not have. */
  public boolean areOwed() {
    return !owed.isEmpty();
  }

  /** Entries to send. */
  public List<ProducerRecord<byte[], byte[]>> entries() throws RegistryUnavailableException {
    List<ProducerRecord<byte[], byte[]>> entries = new ArrayList<>();
    for (Loss loss : owed) {
      entries.add(ledger.lost(loss.partition(), loss.from(), loss.until()));
    }
    return entries;
  }

  /** All entries were sent. */
  public void written() {
    owed.clear();
  }
}
