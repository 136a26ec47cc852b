package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;

/**
 * A way through the latents from noise to an image: the timesteps it visits, and what the network's
 * output at one of them makes of the latent. A {@link Trajectory} follows it. Steps are counted
 * from 0; latents are (N, C, h, w). A sampler does not change, so that several threads may use it
 * at once.
 */
public interface Sampler {

  /** Number of steps. */
  int steps();

  /** The trained timestep at which the network sees the latent of a step; not always whole. */
  double timestep(int step);

  /** The trajectory's first latent where it starts from nothing but normal noise. */
  NDArray start(NDArray noise);

  /** The scaled clean latent with the noise it has before a step. */
  NDArray noised(NDArray clean, NDArray noise, int step);

  /** What the network is to see of a latent: its values in the network's own scale. */
  NDArray modelInput(NDArray latent, int step);

  /**
   * The next latent before its fresh noise is added.
   *
   * @param latent as it is before the step
   * @param output the network's prediction for {@link #modelInput}
   */
  NDArray mean(NDArray latent, NDArray output, int step);

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

  /** One step: the next latent, which belongs to the latent's manager. */
  default NDArray step(NDArray latent, NDArray output, int step, FreshNoise noise) {
    NDArray mean = mean(latent, output, step);
    double deviation = noiseDeviation(step);
    return deviation == 0 ? mean : mean.add(noise.next(mean, step).mul(deviation));
  }
}
