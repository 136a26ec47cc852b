package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;

/**
 * Deterministic DDIM (Song et al. 2021, equation 12 with sigma = 0) over a shortened trajectory
 * whose leading steps may be skipped, as GenHowTo starts from a noised input image (section 3).
 *
 * <p>The equations, with a = alphaBar(t) and a' = alphaBar(previous t):
 *
 * <pre>
 *   x0  = (x - sqrt(1 - a) eps) / sqrt(a)
 *   x'  = sqrt(a') x0 + sqrt(1 - a') eps
 * </pre>
 *
 * After the last step a' is alphaBar(0), not 1, in every schedule of Stable Diffusion.
 */
public final class DdimSampler {
  private final NoiseSchedule schedule;
  private final int stride;
  private final int[] timesteps;

  public DdimSampler(NoiseSchedule schedule, int steps, int skip) {
    this.schedule = schedule;
    this.stride = schedule.stride(steps);
    this.timesteps = schedule.timesteps(steps, skip);
  }

  /** Visited timesteps, from noisy to clean; steps less skip of them. */
  public int[] timesteps() {
    return timesteps.clone();
  }

  /** The trajectory's first latent: the scaled clean latent, noised to the first timestep. */
  public NDArray start(NDArray scaledLatent, NDArray noise) {
    return noised(scaledLatent, noise, timesteps[0]);
  }

  /** The scaled clean latent, noised to a timestep. */
  public NDArray noised(NDArray scaledLatent, NDArray noise, int t) {
    return combine(scaledLatent, schedule.signal(t), noise, schedule.noise(t));
  }

  /**
   * One step.
   *
   * @param latent x at t, (N, C, h, w)
   * @param output the network's prediction for it
   * @return x at the next visited timestep
   */
  public NDArray step(NDArray latent, NDArray output, int t) {
    return step(latent, output, t, 0);
  }

  /**
   * The step with fresh noise in it, before that noise is added: the same equation with sigma =
   * {@link #deviation}, which is DDPM (eta = 1).
   *
   * <pre>
   *   mean = sqrt(a') x0 + sqrt(1 - a' - sigma^2) eps
   * </pre>
   */
  public NDArray mean(NDArray latent, NDArray output, int t) {
    return step(latent, output, t, deviation(t));
  }

  /** Standard deviation of the noise that DDPM adds in the step: sigma with eta = 1. */
  public double deviation(int t) {
    double now = schedule.alphaBar(t);
    double next = schedule.alphaBarAfterStepTo(t - stride);
    return Math.sqrt((1 - next) / (1 - now) * (1 - now / next));
  }

  private NDArray step(NDArray latent, NDArray output, int t, double sigma) {
    double signal = schedule.signal(t);
    double noise = schedule.noise(t);
    double next = schedule.alphaBarAfterStepTo(t - stride);
    double nextSignal = Math.sqrt(next);
    double nextNoise = Math.sqrt(1 - next - sigma * sigma);
    // x0 and eps are linear in x and the output, so x' is too.
    return switch (schedule.prediction()) {
      case EPSILON ->
          combine(latent, nextSignal / signal, output, nextNoise - nextSignal * noise / signal);
      case VELOCITY ->
          combine(
              latent,
              nextSignal * signal + nextNoise * noise,
              output,
              nextNoise * signal - nextSignal * noise);
    };
  }

  private static NDArray combine(NDArray a, double scaleA, NDArray b, double scaleB) {
    try (NDArray left = a.mul(scaleA);
        NDArray right = b.mul(scaleB)) {
      return left.add(right);
    }
  }
}
