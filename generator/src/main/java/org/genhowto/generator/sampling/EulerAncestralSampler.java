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
public final class EulerAncestralSampler implements Sampler {
  private final NoiseSchedule schedule;
  private final double[] timesteps;
  private final double[] sigmas;

  public EulerAncestralSampler(NoiseSchedule schedule, int steps) {
    this(schedule, steps, 0);
  }

  /**
   * @param steps of the whole trajectory
   * @param skip leading steps left out
   */
  public EulerAncestralSampler(NoiseSchedule schedule, int steps, int skip) {
    if (steps < 2 || steps > schedule.length()) {
      throw new IllegalArgumentException(
          "steps is %d, expected 2 to %d".formatted(steps, schedule.length()));
    }
    if (skip < 0 || skip >= steps) {
      throw new IllegalArgumentException("skip is %d, expected 0 to %d".formatted(skip, steps - 1));
    }
    this.schedule = schedule;
    double last = schedule.length() - 1.0;
    this.timesteps =
        IntStream.range(skip, steps)
            .mapToDouble(i -> last * (steps - 1 - i) / (steps - 1))
            .toArray();
    this.sigmas = IntStream.rangeClosed(0, timesteps.length).mapToDouble(this::sigma).toArray();
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

  @Override
  public int steps() {
    return timesteps.length;
  }

  @Override
  public double timestep(int step) {
    return timesteps[step];
  }

  @Override
  public NDArray start(NDArray noise) {
    return noise.mul(sigmas[0]);
  }

  @Override
  public NDArray noised(NDArray clean, NDArray noise, int step) {
    try (NDArray scaled = noise.mul(sigmas[step])) {
      return clean.add(scaled);
    }
  }

  /** The latent with unit variance: x = y / sqrt(s^2 + 1). */
  @Override
  public NDArray modelInput(NDArray latent, int step) {
    return latent.div(Math.sqrt(sigmas[step] * sigmas[step] + 1));
  }

  @Override
  public NDArray mean(NDArray latent, NDArray output, int step) {
    double s = sigmas[step];
    double up = noiseDeviation(step);
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

  @Override
  public NDArray clean(NDArray latent, NDArray output, int step) {
    double s = sigmas[step];
    double variance = s * s + 1;
    return switch (schedule.prediction()) {
      case EPSILON -> latent.sub(output.mul(s));
      case VELOCITY -> latent.div(variance).sub(output.mul(s / Math.sqrt(variance)));
    };
  }

  /** {@inheritDoc} It is 0 in the last step. */
  @Override
  public double noiseDeviation(int step) {
    double s = sigmas[step];
    double next = sigmas[step + 1];
    return next * Math.sqrt(Math.max(0, (s - next) * (s + next))) / s;
  }
}
