package org.genhowto.dataset.compactor;

import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;

/** Wires the worker that makes versions. */
public final class CompactorWorker {
  /** Name of the worker. */
  public static final String COMPACTOR = "compactor";

  private CompactorWorker() {}

  /** training-shards -> versions in the dataset's store, and ledger. */
  public static Worker worker(Platform platform, Configuration configuration) {
    Compactor compactor =
        new Compactor(
            platform,
            VersionSettings.open(configuration),
            VersionSettings.from(configuration),
            CompactorSettings.from(configuration),
            new LeftOutLedger(platform));
    return new CompositeWorker(TopicFollower.of(COMPACTOR, platform, compactor), compactor);
  }
}
