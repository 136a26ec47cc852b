package org.genhowto.trainer;

import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;

/** Wires the worker that trains. */
public final class TrainerWorker {
  /** Name of the worker. */
  public static final String TRAINER = "trainer";

  private TrainerWorker() {}

  /** training-requests and versions of the dataset -> trainings and model-releases. */
  public static Worker worker(Platform platform, Configuration configuration) {
    TrainingJob.Surroundings around =
        new TrainingJob.Surroundings(
            TrainerSettings.from(configuration),
            VersionSettings.open(configuration),
            new TrainingStore(TrainerSettings.store(configuration)),
            platform.blobs(),
            platform.clock());
    Trainer trainer = new Trainer(platform, around, TopicSender.of(TRAINER, platform));
    return new CompositeWorker(TopicFollower.of(TRAINER, platform, trainer), trainer);
  }
}
