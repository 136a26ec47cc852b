package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;
import org.genhowto.generator.sampler.NoiseSchedule.Prediction;
import org.genhowto.generator.sampler.SigmaPath.Level;

/**
 * DDIM (Song et al. 2021, equation 12) over a shortened trajectory whose leading steps may be
 * skipped, as GenHowTo starts from a noised input image (section 3).
 *
 * <p>The equations, with a = alphaBar(t) and a' = alphaBar(previous t):
 *
 * <pre>
 *   x0    = (x - sqrt(1 - a) eps) / sqrt(a)
 *   sigma = eta sqrt((1 - a') / (1 - a)) sqrt(1 - a / a')
 *   x'    = sqrt(a') x0 + sqrt(1 - a' - sigma^2) eps + sigma noise
 * </pre>
 *
 * After the last step a' is alphaBar(0), not 1, in every schedule of Stable Diffusion.
 */
public final class DdimSampler implements Sampler {
  private final NoiseSchedule schedule;
  private final int stride;
  private final int[] timesteps;
  private final double eta;
  private final int lastNoise;

  /**
   * @param quiet last steps that add no noise
   */
  private DdimSampler(NoiseSchedule schedule, int steps, int skip, double eta, int quiet) {
    this.schedule = schedule;
    this.stride = schedule.stride(steps);
    this.timesteps = schedule.timesteps(steps, skip);
    this.eta = eta;
    this.lastNoise = timesteps.length - quiet;
    if (schedule.signal(timesteps[0]) == 0 && schedule.prediction() == Prediction.EPSILON) {
      throw new IllegalArgumentException(
          "The first timestep, %d, has no signal (rescale_betas_zero_snr), so that noise tells nothing of the image; expected a network that predicts v"
              .formatted(timesteps[0]));
    }
  }

  /**
   * The deterministic sampler: eta = 0.
   *
   * @param steps of the whole trajectory
   * @param skip leading steps left out
   */
  public DdimSampler(NoiseSchedule schedule, int steps, int skip) {
    this(schedule, steps, skip, 0, 0);
  }

  /** DDPM on the same timesteps: eta = 1. As published, the last step adds no noise. */
  public static DdimSampler ddpm(NoiseSchedule schedule, int steps, int skip) {
    return new DdimSampler(schedule.under(SamplerKind.DDIM), steps, skip, 1, 1);
  }

  /**
   * With fresh noise in every step, the last one too, as diffusers has it.
   *
   * @param eta how much of DDPM's noise, 0 to 1
   */
  static DdimSampler stochastic(NoiseSchedule schedule, int steps, int skip, double eta) {
    return new DdimSampler(schedule, steps, skip, eta, 0);
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
  public NDArray noised(NDArray clean, NDArray noise, int step) {
    int t = timesteps[step];
    return combine(clean, schedule.signal(t), noise, schedule.noise(t));
  }

  @Override
  public NDArray mean(NDArray latent, NDArray output, int step) {
    double signal = schedule.signal(timesteps[step]);
    double noise = schedule.noise(timesteps[step]);
    double sigma = sigma(step);
    double next = alphaBarAfter(step);
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
      case SAMPLE ->
          combine(latent, nextNoise / noise, output, nextSignal - nextNoise * signal / noise);
    };
  }

  @Override
  public NDArray clean(NDArray latent, NDArray output, int step) {
    double signal = schedule.signal(timesteps[step]);
    double noise = schedule.noise(timesteps[step]);
    return switch (schedule.prediction()) {
      case EPSILON -> combine(latent, 1 / signal, output, -noise / signal);
      case VELOCITY -> combine(latent, signal, output, -noise);
      case SAMPLE -> output.duplicate();
    };
  }

  @Override
  public double noiseDeviation(int step) {
    return step < lastNoise ? sigma(step) : 0;
  }

  private double sigma(int step) {
    double now = schedule.alphaBar(timesteps[step]);
    double next = alphaBarAfter(step);
    return eta * Math.sqrt((1 - next) / (1 - now) * (1 - now / next));
  }

  private double alphaBarAfter(int step) {
    return schedule.alphaBarAfterStepTo(timesteps[step] - stride);
  }

  private static NDArray combine(NDArray a, double scaleA, NDArray b, double scaleB) {
    return Level.combine(a, scaleA, b, scaleB);
  }
}
