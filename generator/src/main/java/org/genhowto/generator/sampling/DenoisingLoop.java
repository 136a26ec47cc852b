package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** The steps of one request, which tell the watcher how far they are and end where it says so. */
public final class DenoisingLoop {
  private final GenerationListener watcher;
  private final int total;
  private int done;

  /** Leads from a latent to the next. */
  @FunctionalInterface
  public interface Step {
    /**
     * One step.
     *
     * @param scope ends with the step; the latent is lent to it
     * @param i number of the step, from 0
     */
    NDArray next(NDManager scope, NDArray latent, int i);
  }

  /**
   * @param total number of steps of the whole request
   */
  public DenoisingLoop(GenerationListener watcher, int total) {
    this.watcher = watcher;
    this.total = total;
  }

  /**
   * Takes steps.
   *
   * @param start belongs to the scope, as the result does
   * @return the last latent; empty where the watcher cancelled
   */
  public Optional<NDArray> from(NDManager scope, NDArray start, int steps, Step step) {
    NDArray latent = start;
    for (int i = 0; i < steps; i++) {
      if (watcher.cancels()) {
        return Optional.empty();
      }
      try (NDManager each = scope.newSubManager()) {
        latent.tempAttach(each);
        NDArray next = step.next(each, latent, i);
        next.attach(scope);
        latent = next;
      }
      done++;
      watcher.denoised(done, total);
    }
    return Optional.of(latent);
  }
}
