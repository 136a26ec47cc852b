package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.generator.sampler.Sampler.FreshNoise;

/**
 * The steps of a request that keeps its own book of latents, such as an inversion, whatever the
 * sampler: they tell the watcher how far they are and end where it says so. Others are a {@link
 * Trajectory}, which can share its passes.
 */
public final class DenoisingLoop {
  private final Sampler sampler;
  private final GenerationListener watcher;
  private final int total;
  private int done;

  /** The network under what it is told of the image to make. */
  @FunctionalInterface
  public interface Predictor {
    /**
     * The network's output.
     *
     * @param input as {@link Sampler#modelInput} gives it
     * @param timestep a trained timestep, not always whole
     */
    NDArray output(NDArray input, double timestep);
  }

  /** A loop for a request of one run. */
  public DenoisingLoop(Sampler sampler, GenerationListener watcher) {
    this(sampler, watcher, sampler.steps());
  }

  /**
   * A loop for a request of several runs.
   *
   * @param total number of steps of the whole request
   */
  public DenoisingLoop(Sampler sampler, GenerationListener watcher, int total) {
    this.sampler = sampler;
    this.watcher = watcher;
    this.total = total;
  }

  public Sampler sampler() {
    return sampler;
  }

  /**
   * Takes all steps of the sampler.
   *
   * @param start belongs to a scope, and the result to the same; it is lent to the first step
   * @return the last latent; empty where the watcher cancelled
   */
  public Optional<NDArray> run(NDArray start, Predictor predictor, FreshNoise noise) {
    return run(start, sampler.steps(), predictor, noise);
  }

  /** Takes the first steps of the sampler. */
  public Optional<NDArray> run(NDArray start, int steps, Predictor predictor, FreshNoise noise) {
    NDManager scope = start.getManager();
    NDArray latent = start;
    for (int i = 0; i < steps; i++) {
      if (watcher.cancels()) {
        return Optional.empty();
      }
      try (NDManager each = scope.newSubManager()) {
        latent.tempAttach(each);
        NDArray output = predictor.output(sampler.modelInput(latent, i), sampler.timestep(i));
        NDArray next = sampler.step(latent, output, i, noise);
        next.attach(scope);
        latent = next;
      }
      done++;
      watcher.denoised(done, total);
    }
    return Optional.of(latent);
  }
}
