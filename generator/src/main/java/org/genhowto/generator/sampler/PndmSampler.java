package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.genhowto.generator.sampler.SigmaPath.Level;

/**
 * PNDM (Liu et al. 2022) in the linear multi-step form that Stable Diffusion is sampled with, as
 * diffusers' PNDMScheduler with skip_prk_steps: the first step is taken twice, the second time with
 * the mean of both outputs, and later ones follow a combination of the last four outputs. So there
 * is one pass of the network more than there are steps. It remembers the outputs, the newest first,
 * and after the first pass the latent it began at.
 */
final class PndmSampler implements Sampler {
  /** What the outputs count, the newest first: Adams and Bashforth's methods. */
  private static final double[][] WEIGHTS = {
    {},
    {1},
    {3 / 2.0, -1 / 2.0},
    {23 / 12.0, -16 / 12.0, 5 / 12.0},
    {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}
  };

  private final NoiseSchedule schedule;
  private final int stride;
  private final int[] passes;

  /**
   * @param steps of the whole trajectory
   * @param skip leading steps left out
   */
  PndmSampler(NoiseSchedule schedule, int steps, int skip) {
    this.schedule = schedule;
    this.stride = schedule.stride(steps);
    int[] timesteps = schedule.timesteps(steps, skip);
    // The second timestep is visited twice.
    this.passes =
        timesteps.length == 1
            ? timesteps
            : IntStream.range(0, timesteps.length + 1)
                .map(i -> timesteps[i < 2 ? i : i - 1])
                .toArray();
  }

  @Override
  public int steps() {
    return passes.length;
  }

  @Override
  public double timestep(int step) {
    return passes[step];
  }

  @Override
  public NDArray noised(NDArray clean, NDArray noise, int step) {
    return level(passes[step]).noised(clean, noise);
  }

  @Override
  public NDArray mean(NDArray latent, NDArray output, int step) {
    return moved(latent, output, passes[step]);
  }

  @Override
  public Next next(NDArray latent, NDArray output, int step, List<NDArray> memory) {
    if (step == 0) {
      return new Next(mean(latent, output, 0), List.of(output.duplicate(), latent.duplicate()));
    }
    if (step == 1) {
      NDArray mean = Level.combine(output, 0.5, memory.get(0), 0.5);
      NDArray beginning = memory.get(1);
      int from = Math.min(passes[1] + stride, schedule.length() - 1);
      return new Next(moved(beginning, mean, from, passes[1]), List.of(memory.get(0)));
    }
    List<NDArray> outputs = new ArrayList<>();
    outputs.add(output.duplicate());
    outputs.addAll(memory.subList(0, Math.min(memory.size(), WEIGHTS.length - 2)));
    return new Next(mean(latent, combined(outputs), step), outputs);
  }

  private static NDArray combined(List<NDArray> outputs) {
    double[] weights = WEIGHTS[outputs.size()];
    NDArray sum = outputs.get(0).mul(weights[0]);
    for (int i = 1; i < weights.length; i++) {
      sum = Level.combine(sum, 1, outputs.get(i), weights[i]);
    }
    return sum;
  }

  private NDArray moved(NDArray latent, NDArray output, int from) {
    return moved(latent, output, from, from - stride);
  }

  /** Equation 11 of PNDM. */
  private NDArray moved(NDArray latent, NDArray output, int from, int to) {
    double now = schedule.alphaBar(from);
    double next = schedule.alphaBarAfterStepTo(to);
    double scale = now * Math.sqrt(1 - next) + Math.sqrt(now * (1 - now) * next);
    try (NDArray noise = level(from).drawn(schedule.prediction(), latent, output)) {
      return Level.combine(latent, Math.sqrt(next / now), noise, -(next - now) / scale);
    }
  }

  @Override
  public NDArray clean(NDArray latent, NDArray output, int step) {
    return level(passes[step]).clean(schedule.prediction(), latent, output);
  }

  @Override
  public double noiseDeviation(int step) {
    return 0;
  }

  private Level level(int timestep) {
    return new Level(schedule.signal(timestep), schedule.noise(timestep));
  }
}
