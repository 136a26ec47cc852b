package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;

/**
 * Euler's method with fresh noise in every step, as k-diffusion's sample_euler_ancestral (Karras et
 * al. 2022, and Song et al. 2021 for the share that is noise), which InstructPix2Pix samples with.
 * In the letters of {@link EulerSampler}:
 *
 * <pre>
 *   up    = sqrt(s'^2 (s^2 - s'^2) / s^2)       down = sqrt(s'^2 - up^2)
 *   y'    = y + (down - s) (y - x0) / s + up * noise
 * </pre>
 *
 * Timesteps are evenly spaced from the last trained one to 0 where the schedule's file says nothing
 * else, and not whole, as diffusers' EulerAncestralDiscreteScheduler has them.
 */
public final class EulerAncestralSampler extends EulerSampler {

  public EulerAncestralSampler(NoiseSchedule schedule, int steps) {
    this(schedule, steps, 0);
  }

  /**
   * @param steps of the whole trajectory
   * @param skip leading steps left out
   */
  public EulerAncestralSampler(NoiseSchedule schedule, int steps, int skip) {
    super(schedule, SigmaPath.of(schedule.withoutKarras(), SigmaPath.Family.EULER, steps, skip));
  }

  @Override
  public NDArray mean(NDArray latent, NDArray output, int step) {
    double s = sigma(step);
    double up = noiseDeviation(step);
    double down = Math.sqrt(sigma(step + 1) * sigma(step + 1) - up * up);
    double stride = down - s;
    // (y - x0) / s is the noise; of a velocity v it is v / sqrt(s^2 + 1) + y s / (s^2 + 1).
    double variance = s * s + 1;
    return switch (prediction()) {
      case EPSILON -> latent.add(output.mul(stride));
      case VELOCITY ->
          latent.mul(1 + stride * s / variance).add(output.mul(stride / Math.sqrt(variance)));
      case SAMPLE -> latent.mul(1 + stride / s).sub(output.mul(stride / s));
    };
  }

  /** {@inheritDoc} It is 0 in the last step. */
  @Override
  public double noiseDeviation(int step) {
    double s = sigma(step);
    double next = sigma(step + 1);
    return next * Math.sqrt(Math.max(0, (s - next) * (s + next))) / s;
  }
}
