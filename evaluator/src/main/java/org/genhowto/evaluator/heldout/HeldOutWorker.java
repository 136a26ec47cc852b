package org.genhowto.evaluator.heldout;

import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;

/** Wires the worker that asks each release the same. */
public final class HeldOutWorker {
  /** Name of the worker. */
  public static final String HELD_OUT = "held-out";

  private HeldOutWorker() {}

  /** model-releases and generation-results -> generation-requests. */
  public static Worker worker(Platform platform, Configuration configuration) {
    HeldOutFollower follower =
        new HeldOutFollower(
            platform, HeldOutSettings.from(configuration), TopicSender.of(HELD_OUT, platform));
    return new CompositeWorker(TopicFollower.of(HELD_OUT, platform, follower), follower);
  }
}
