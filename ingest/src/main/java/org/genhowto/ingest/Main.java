package org.genhowto.ingest;

import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topics;

/** Wires the worker that turns video references into sampled frames. */
public final class Main {
  private static final String NAME = "ingest";

  private Main() {}

  /** The worker, not started; its keys begin with ingest. */
  public static Worker worker(Platform platform, Configuration configuration) {
    return ExactlyOnceLoop.of(
        NAME,
        platform,
        Topics.VIDEO_REFERENCES,
        new IngestHandler(Settings.from(configuration), platform.blobs()),
        LoopSettings.from(configuration, NAME));
  }
}
