package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;

/**
 * Euler's method with fresh noise in every step, as k-diffusion's sample_euler_ancestral (Karras et
 * al. 2022, and Song et al. 2021 for the share that is noise), which InstructPix2Pix samples with.
 *
 * <p>It works on y = x / sqrt(alphaBar), a clean latent plus noise of deviation s = sqrt((1 -
 * alphaBar) / alphaBar). With x0 the network's estimate of the clean latent, and s' at the next
 * timestep (0 after the last):
 *
 * <pre>
 *   up    = sqrt(s'^2 (s^2 - s'^2) / s^2)       down = sqrt(s'^2 - up^2)
 *   y'    = y + (down - s) (y - x0) / s + up * noise
 * </pre>
 *
 * Timesteps are evenly spaced from the last trained one to 0, and not whole: s is interpolated
 * between those of its neighbours, as diffusers' EulerAncestralDiscreteScheduler does.
 */
public final class EulerAncestralSampler {
  private final NoiseSchedule schedule;
  private final double[] timesteps;
  private final double[] sigmas;

  public EulerAncestralSampler(NoiseSchedule schedule, int steps) {
    if (steps < 2 || steps > schedule.length()) {
      throw new IllegalArgumentException(
          "steps is %d, expected 2 to %d".formatted(steps, schedule.length()));
    }
    this.schedule = schedule;
    double last = schedule.length() - 1.0;
    this.timesteps =
        IntStream.range(0, steps).mapToDouble(i -> last * (steps - 1 - i) / (steps - 1)).toArray();
    this.sigmas = IntStream.rangeClosed(0, steps).mapToDouble(this::sigma).toArray();
  }

  private double sigma(int step) {
    if (step == timesteps.length) {
      return 0;
    }
    int below = (int) timesteps[step];
    int above = Math.min(below + 1, schedule.length() - 1);
    double share = timesteps[step] - below;
    return (1 - share) * deviation(below) + share * deviation(above);
  }

  private double deviation(int t) {
    return schedule.noise(t) / schedule.signal(t);
  }

  public int steps() {
    return timesteps.length;
  }

  /** The timestep of a step, from 0. */
  public double timestep(int step) {
    return timesteps[step];
  }

  /** The trajectory's first latent: pure noise (N, C, h, w), of the first deviation. */
  public NDArray start(NDArray noise) {
    return noise.mul(sigmas[0]);
  }

  /** What the network is to see: the latent with unit variance. */
  public NDArray input(NDArray latent, int step) {
    return latent.div(Math.sqrt(sigmas[step] * sigmas[step] + 1));
  }

  /**
   * The next latent before its fresh noise is added.
   *
   * @param latent y, (N, C, h, w)
   * @param output the network's prediction for {@link #input}
   */
  public NDArray mean(NDArray latent, NDArray output, int step) {
    double s = sigmas[step];
    double up = noise(step);
    double down = Math.sqrt(sigmas[step + 1] * sigmas[step + 1] - up * up);
    double stride = down - s;
    // (y - x0) / s is the noise; of a velocity v it is v / sqrt(s^2 + 1) + y s / (s^2 + 1).
    double variance = s * s + 1;
    return switch (schedule.prediction()) {
      case EPSILON -> latent.add(output.mul(stride));
      case VELOCITY ->
          latent.mul(1 + stride * s / variance).add(output.mul(stride / Math.sqrt(variance)));
    };
  }

  /** Standard deviation of the noise that a step adds; 0 in the last. */
  public double noise(int step) {
    double s = sigmas[step];
    double next = sigmas[step + 1];
    return next * Math.sqrt(Math.max(0, (s - next) * (s + next))) / s;
  }
}
