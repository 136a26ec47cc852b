package org.genhowto.ingest;

import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topics;

/** Wires the worker that turns video references into sampled frames. */
public final class IngestWorker {
  private static final String NAME = "ingest";

  private IngestWorker() {}

  /** The worker, not started; its keys begin with ingest. */
  public static Worker worker(Platform platform, Configuration configuration) {
    IngestSettings settings = IngestSettings.from(configuration);
    IngestHandler handler = new IngestHandler(settings, platform.blobs());
    return new CompositeWorker(
        ExactlyOnceLoop.of(
            NAME,
            platform,
            Topics.VIDEO_REFERENCES,
            handler,
            LoopSettings.from(configuration, IngestSettings.SECTION)
                .concurrent(settings.concurrency())),
        handler);
  }
}
