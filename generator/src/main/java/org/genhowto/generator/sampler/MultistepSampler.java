package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.genhowto.generator.sampler.SigmaPath.Level;

/**
 * A sampler whose steps look back: its latents have variance 1 in all, and each step rests on
 * estimates of the clean latent in earlier ones.
 */
abstract class MultistepSampler implements Sampler {
  final NoiseSchedule schedule;
  final SigmaPath path;

  /**
   * @param steps of the whole trajectory
   * @param skip leading steps left out
   */
  MultistepSampler(NoiseSchedule schedule, int steps, int skip) {
    this.schedule = schedule;
    this.path = SigmaPath.of(schedule, SigmaPath.Family.MULTISTEP, steps, skip);
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
  public NDArray noised(NDArray clean, NDArray noise, int step) {
    return level(step).noised(clean, noise);
  }

  @Override
  public NDArray mean(NDArray latent, NDArray output, int step) {
    return next(latent, output, step, List.of()).latent();
  }

  @Override
  public abstract Next next(NDArray latent, NDArray output, int step, List<NDArray> memory);

  @Override
  public NDArray clean(NDArray latent, NDArray output, int step) {
    return level(step).clean(schedule.prediction(), latent, output);
  }

  Level level(int step) {
    return Level.of(path.sigma(step));
  }
}
