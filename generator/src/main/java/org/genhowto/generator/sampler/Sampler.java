package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A way through the latents from noise to an image: the timesteps it visits, and what the network's
 * output at one of them makes of the latent. A trajectory of the sampling package follows it. Steps
 * are counted from 0; latents are (N, C, h, w). A sampler does not change, so that several threads
 * may use it at once.
 */
public interface Sampler {

  /** Number of steps. */
  int steps();

  /** The trained timestep at which the network sees the latent of a step; not always whole. */
  double timestep(int step);

  /** The trajectory's first latent where it starts from nothing but normal noise. */
  default NDArray start(NDArray noise) {
    return noise;
  }

  /** The scaled clean latent with the noise it has before a step. */
  NDArray noised(NDArray clean, NDArray noise, int step);

  /** What the network is to see of a latent: its values in the network's own scale. */
  default NDArray modelInput(NDArray latent, int step) {
    return latent;
  }

  /**
   * The next latent before its fresh noise is added, by this step alone.
   *
   * @param latent as it is before the step
   * @param output the network's prediction for {@link #modelInput}
   */
  NDArray mean(NDArray latent, NDArray output, int step);

  /**
   * The next latent before its fresh noise is added, and what later steps need to know of this one.
   *
   * @param latent still without the noise
   * @param memory arrays of the latent's manager
   */
  record Next(NDArray latent, List<NDArray> memory) {
    public Next {
      memory = List.copyOf(memory);
    }
  }

  /**
   * The step of a sampler that looks back; one that does not has no memory.
   *
   * @param latent as it is before the step
   * @param output the network's prediction for {@link #modelInput}
   * @param memory of the step before; empty in the first one
   */
  default Next next(NDArray latent, NDArray output, int step, List<NDArray> memory) {
    return new Next(mean(latent, output, step), List.of());
  }

  /**
   * The clean latent that the network's output stands for: "predicted x0" in equation 12 of DDIM.
   *
   * @param latent as it is before the step
   * @param output the network's prediction for {@link #modelInput}
   */
  NDArray clean(NDArray latent, NDArray output, int step);

  /** Standard deviation of the fresh noise that a step adds; 0 where it adds none. */
  double noiseDeviation(int step);

  /** Gives the fresh noise of a step. */
  @FunctionalInterface
  interface FreshNoise {
    /**
     * The noise, in the shape of the mean.
     *
     * @param mean what it is added to; its manager ends with the step
     */
    NDArray next(NDArray mean, int step);
  }

  /** One step: the next latent with its noise, and what is remembered of it. */
  default Next step(
      NDArray latent, NDArray output, int step, List<NDArray> memory, FreshNoise noise) {
    Next next = next(latent, output, step, memory);
    double deviation = noiseDeviation(step);
    NDArray mean = next.latent();
    return deviation == 0
        ? next
        : new Next(mean.add(noise.next(mean, step).mul(deviation)), next.memory());
  }

  /** The same where nothing is remembered; the latent belongs to the given one's manager. */
  default NDArray step(NDArray latent, NDArray output, int step, FreshNoise noise) {
    return step(latent, output, step, List.of(), noise).latent();
  }
}
