package org.genhowto.captioner;

import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topics;

/** Wires the worker of this room. */
public final class CaptionerWorker {
  public static final String CAPTIONER = "captioner";

  private CaptionerWorker() {}

  /** Triplets in, captioned triplets out. */
  public static Worker worker(Platform platform, Configuration configuration) {
    LoopSettings loop = LoopSettings.from(configuration, CaptionerSettings.SECTION);
    LoadedCaptioner captioner = LoadedCaptioner.load(configuration, platform.blobs());
    CaptionHandler handler = new CaptionHandler(captioner.triplets());
    return new CompositeWorker(
        ExactlyOnceLoop.of(CAPTIONER, platform, Topics.TRIPLETS, handler, loop), captioner::close);
  }
}
