package org.genhowto.launcher.chaos;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.genhowto.launcher.station.Backlog;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.record.Provenance;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topics;

/** Whether nobody has anything to do. */
final class Quiet implements AutoCloseable {
  /** Looks, a second apart; longer than a poisoned run waits for its others. */
  private static final int WITH_STATE = 16;

  /** What is read and committed may not be seen yet by those behind it. */
  private static final int WITHOUT_STATE = 2;

  private final List<WorkerCatalogue> workers;
  private final Platform platform;
  private final Backlog backlog;

  Quiet(List<WorkerCatalogue> workers, Platform platform) {
    this.workers = workers;
    this.platform = platform;
    this.backlog = new Backlog(platform);
  }

  /** How many looks in a row have to find nothing to do. */
  int looks() {
    return workers.contains(WorkerCatalogue.TRIPLET_SELECTION) ? WITH_STATE : WITHOUT_STATE;
  }

  /** Looks once; where Kafka does not answer, nobody knows. */
  boolean now() throws InterruptedException {
    try {
      for (WorkerCatalogue worker : workers) { // In the order of the journey.
        if (!idle(worker)) {
          return false;
        }
      }
      return true;
    } catch (KafkaException e) {
      return false;
    }
  }

  @Override
  public void close() {
    backlog.close();
  }

  private boolean idle(WorkerCatalogue worker) throws InterruptedException {
    if (worker.input().isEmpty()) {
      return true;
    }
    return worker == WorkerCatalogue.GENERATOR ? answered() : backlog.isEmpty(worker);
  }

  /** Whether every request, good or poisoned, has a result or a dead letter. */
  private boolean answered() {
    Records records = new Records(platform);
    Set<String> ended = new HashSet<>();
    records.of(Topics.GENERATION_RESULTS.name()).forEach(result -> ended.add(Judge.key(result)));
    records
        .of(Topics.deadLetters(WorkerCatalogue.GENERATOR.spelling()))
        .forEach(letter -> ended.add(name(letter)));
    return records.of(Topics.GENERATION_REQUESTS.name()).stream()
        .allMatch(request -> ended.contains(name(request)));
  }

  private static String name(ConsumerRecord<byte[], byte[]> record) {
    return Provenance.text(record.headers(), Feed.MARK).orElseGet(() -> Judge.key(record));
  }
}
