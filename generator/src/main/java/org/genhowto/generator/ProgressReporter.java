package org.genhowto.generator;

import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStage;
import org.genhowto.schemas.Topics;

/** Tells the requester how far its request has come, and learns whether it was called off. */
final class ProgressReporter implements GenerationListener {
  private final String worker;
  private final Incoming<GenerationRequest> incoming;
  private final Progress progress;
  private final int total;

  /**
   * @param worker name that progress carries
   */
  ProgressReporter(
      String worker,
      Incoming<GenerationRequest> incoming,
      Progress progress,
      ValidatedRequest valid) {
    this.worker = worker;
    this.incoming = incoming;
    this.progress = progress;
    this.total = valid.sampling().steps() - valid.sampling().skip();
  }

  void accepted() {
    say(GenerationStage.ACCEPTED, 0);
  }

  @Override
  public void denoised(int steps, int ofAll) {
    say(steps < ofAll ? GenerationStage.DENOISING : GenerationStage.DECODING, steps);
  }

  @Override
  public boolean cancels() {
    return progress.cancelled();
  }

  private void say(GenerationStage stage, int done) {
    String id = incoming.value().getRequestId();
    progress.tell(
        new Output<>(
            Topics.GENERATION_PROGRESS,
            id,
            GenerationProgress.newBuilder()
                .setRequestId(id)
                .setStage(stage)
                .setStepsDone(done)
                .setStepsTotal(total)
                .setWorker(worker)
                .setAttempt(incoming.attempt())
                .build()));
  }
}
