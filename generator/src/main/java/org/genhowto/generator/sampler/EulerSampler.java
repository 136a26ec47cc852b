package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;
import org.genhowto.generator.sampler.NoiseSchedule.Prediction;
import org.genhowto.generator.sampler.SchedulerConfig.Spacing;

/**
 * Euler's method (Karras et al. 2022, algorithm 1, without churn), as diffusers'
 * EulerDiscreteScheduler. It works on y = x / sqrt(alphaBar), a clean latent plus noise of
 * deviation s. With x0 the network's estimate of the clean latent, and s' after the step:
 *
 * <pre>
 *   y' = y + (s' - s) (y - x0) / s
 * </pre>
 */
class EulerSampler implements Sampler {
  private final NoiseSchedule schedule;
  private final SigmaPath path;

  EulerSampler(NoiseSchedule schedule, SigmaPath path) {
    this.schedule = schedule;
    this.path = path;
  }

  /**
   * @param steps of the whole trajectory
   * @param skip leading steps left out
   */
  EulerSampler(NoiseSchedule schedule, int steps, int skip) {
    this(schedule, SigmaPath.of(schedule, SigmaPath.Family.EULER, steps, skip));
  }

  double sigma(int step) {
    return path.sigma(step);
  }

  @Override
  public int steps() {
    return path.steps();
  }

  @Override
  public double timestep(int step) {
    return path.timestep(step);
  }

  @Override
  public NDArray start(NDArray noise) {
    double most = sigma(0);
    boolean whole = schedule.spacing() != Spacing.LEADING;
    return noise.mul(whole ? most : Math.sqrt(most * most + 1));
  }

  @Override
  public NDArray noised(NDArray clean, NDArray noise, int step) {
    try (NDArray scaled = noise.mul(sigma(step))) {
      return clean.add(scaled);
    }
  }

  /** The latent with unit variance: x = y / sqrt(s^2 + 1). */
  @Override
  public NDArray modelInput(NDArray latent, int step) {
    return latent.div(Math.sqrt(sigma(step) * sigma(step) + 1));
  }

  /**
   * {@inheritDoc} The operations are those of diffusers in their order: where nothing is left of
   * the signal, s is in the thousands, and another order has other digits.
   */
  @Override
  public NDArray mean(NDArray latent, NDArray output, int step) {
    if (schedule.prediction() == Prediction.EPSILON) {
      return latent.add(output.mul(sigma(step + 1) - sigma(step)));
    }
    try (NDArray clean = clean(latent, output, step);
        NDArray noise = latent.sub(clean);
        NDArray slope = noise.div(sigma(step))) {
      return latent.add(slope.mul((float) sigma(step + 1) - (float) sigma(step)));
    }
  }

  @Override
  public NDArray clean(NDArray latent, NDArray output, int step) {
    double s = sigma(step);
    double variance = s * s + 1;
    return switch (schedule.prediction()) {
      case EPSILON -> latent.sub(output.mul(s));
      case VELOCITY -> latent.div(variance).sub(output.mul(s / Math.sqrt(variance)));
      case SAMPLE -> output.duplicate();
    };
  }

  Prediction prediction() {
    return schedule.prediction();
  }

  @Override
  public double noiseDeviation(int step) {
    return 0;
  }
}
