package org.genhowto.generator.sampling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * The forward process of Stable Diffusion: how much of the clean latent is left at each of the
 * trained timesteps. {@code alphaBar(t)} is the product of (1 - beta) up to t.
 */
public final class NoiseSchedule {
  static final String FILE = "scheduler/scheduler_config.json";

  private final SchedulerConfig config;
  private final Prediction prediction;
  private final double[] alphaBar;

  /** What the network's output means. */
  public enum Prediction {
    /** The noise. */
    @JsonProperty("epsilon")
    EPSILON,
    /** sqrt(alphaBar) noise - sqrt(1 - alphaBar) clean, as Salimans and Ho define it. */
    @JsonProperty("v_prediction")
    VELOCITY
  }

  private NoiseSchedule(SchedulerConfig config, Prediction prediction) {
    this.config = config;
    this.prediction = prediction;
    this.alphaBar = new double[config.numTrainTimesteps()];
    double product = 1;
    for (int t = 0; t < alphaBar.length; t++) {
      product *= 1 - config.beta(t);
      alphaBar[t] = product;
    }
  }

  /** The schedule every Stable Diffusion was trained with, for networks that predict the noise. */
  public static NoiseSchedule stableDiffusion() {
    return new NoiseSchedule(SchedulerConfig.STABLE_DIFFUSION, Prediction.EPSILON);
  }

  /**
   * The schedule of a base model's folder in the layout of diffusers: its {@value #FILE}, or that
   * of Stable Diffusion where there is none.
   */
  public static NoiseSchedule read(Path baseFolder) throws IOException {
    Path file = baseFolder.resolve(FILE);
    if (!Files.exists(file)) {
      return stableDiffusion();
    }
    SchedulerConfig config = SchedulerConfig.read(file);
    return new NoiseSchedule(config, config.predictionType());
  }

  /** Writes the scheduler's file of a base model's folder, as {@link #read} reads it. */
  public void save(Path baseFolder) throws IOException {
    config.predicting(prediction).save(baseFolder.resolve(FILE));
  }

  /** The same for a folder whose scheduler is Euler's, as InstructPix2Pix's is. */
  public static NoiseSchedule readEuler(Path baseFolder) throws IOException {
    Path file = baseFolder.resolve(FILE);
    if (!Files.exists(file)) {
      return stableDiffusion();
    }
    SchedulerConfig config = EulerConfig.read(file);
    return new NoiseSchedule(config, config.predictionType());
  }

  /** The same for a network that was trained to predict something else. */
  public NoiseSchedule predicting(Prediction other) {
    return new NoiseSchedule(config, other);
  }

  /** Number of trained timesteps. */
  public int length() {
    return alphaBar.length;
  }

  double alphaBar(int t) {
    return alphaBar[t];
  }

  /** alphaBar at the end of a step, which may lie before the first timestep. */
  double alphaBarAfterStepTo(int t) {
    if (t >= 0) {
      return alphaBar[t];
    }
    return config.setAlphaToOne() ? 1 : alphaBar[0];
  }

  Prediction prediction() {
    return prediction;
  }

  /** Share of the clean latent at t: sqrt(alphaBar). */
  public double signal(int t) {
    return Math.sqrt(alphaBar[t]);
  }

  /** Share of the noise at t: sqrt(1 - alphaBar). */
  public double noise(int t) {
    return Math.sqrt(1 - alphaBar[t]);
  }

  /**
   * The timesteps a sampler visits, from noisy to clean: "leading" spacing with the schedule's
   * offset, which is 1 for Stable Diffusion.
   *
   * @param steps number of steps of the whole trajectory
   * @param skip leading steps left out; the stride stays that of the whole trajectory
   */
  int[] timesteps(int steps, int skip) {
    if (steps < 1 || steps > length()) {
      throw new IllegalArgumentException("steps is %d, not 1 to %d".formatted(steps, length()));
    }
    if (skip < 0 || skip >= steps) {
      throw new IllegalArgumentException("skip is %d, not 0 to %d".formatted(skip, steps - 1));
    }
    int stride = stride(steps);
    // Smaller where every timestep is visited and there is none to spare.
    int offset = Math.min(config.stepsOffset(), length() - 1 - (steps - 1) * stride);
    return IntStream.iterate(steps - 1 - skip, i -> i >= 0, i -> i - 1)
        .map(i -> i * stride + offset)
        .toArray();
  }

  /** Timesteps between two sampler steps. */
  int stride(int steps) {
    return length() / steps;
  }
}
