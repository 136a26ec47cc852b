package org.genhowto.launcher.chaos;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.genhowto.launcher.station.Backlog;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.worker.Platform;

/** Whether nobody has anything to do. */
final class Quiet implements AutoCloseable {
  /** Looks, a second apart; longer than a poisoned run waits for its others. */
  private static final int WITH_STATE = 16;

  /** What is read and committed may not be seen yet by those behind it. */
  private static final int WITHOUT_STATE = 2;

  private final List<WorkerCatalogue> workers;
  private final Backlog backlog;

  Quiet(List<WorkerCatalogue> workers, Platform platform) {
    this.workers = workers;
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
    return worker.input().isEmpty() || backlog.isEmpty(worker);
  }
}
