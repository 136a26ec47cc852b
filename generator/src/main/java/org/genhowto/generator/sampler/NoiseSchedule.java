package org.genhowto.generator.sampler;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.genhowto.generator.sampler.SchedulerConfig.Solver;
import org.genhowto.generator.sampler.SchedulerConfig.Spacing;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * The forward process of Stable Diffusion: how much of the clean latent is left at each of the
 * trained timesteps. {@code alphaBar(t)} is the product of (1 - beta) up to t.
 */
public final class NoiseSchedule {
  static final String FILE = "scheduler/scheduler_config.json";

  /** What the last signal-to-noise ratio is taken for where it is 0 and has to be divided by. */
  private static final double NEARLY_NOTHING = 0x1p-24;

  private final SchedulerConfig config;
  private final Solver solver;
  private final Prediction prediction;
  private final @Nullable Source source;
  private final double[] alphaBar;

  /**
   * Where a schedule was read.
   *
   * @param own the sampler of whoever samples, whatever the file is for; null where that decides
   */
  private record Source(SchedulerFile file, @Nullable SamplerKind own) {}

  /** What the network's output means. */
  public enum Prediction {
    /** The noise. */
    @JsonProperty("epsilon")
    EPSILON,
    /** sqrt(alphaBar) noise - sqrt(1 - alphaBar) clean, as Salimans and Ho define it. */
    @JsonProperty("v_prediction")
    VELOCITY,
    /** The clean latent. */
    @JsonProperty("sample")
    SAMPLE
  }

  private NoiseSchedule(
      SchedulerConfig config,
      Solver solver,
      Prediction prediction,
      @Nullable Source source,
      double[] alphaBar) {
    this.config = config;
    this.solver = solver;
    this.prediction = prediction;
    this.source = source;
    this.alphaBar = alphaBar;
  }

  private static NoiseSchedule of(Source source, SamplerKind kind) {
    SchedulerConfig config = source.file.config(kind);
    boolean divides = kind != SamplerKind.DDIM && kind != SamplerKind.DDIM_ETA;
    return new NoiseSchedule(
        config,
        source.file.solver(kind),
        config.predictionType(),
        source,
        alphaBar(config, divides));
  }

  private static double[] alphaBar(SchedulerConfig config, boolean divides) {
    double[] alphaBar = new double[config.numTrainTimesteps()];
    double product = 1;
    for (int t = 0; t < alphaBar.length; t++) {
      product *= 1 - config.beta(t);
      alphaBar[t] = product;
    }
    if (config.endsWithoutSignal()) {
      withoutSignal(alphaBar);
      if (divides) {
        alphaBar[alphaBar.length - 1] = NEARLY_NOTHING;
      }
    }
    return alphaBar;
  }

  /**
   * Lin et al. (2024), algorithm 1: the signal is shifted to end at 0, and scaled to begin as it
   * did.
   */
  private static void withoutSignal(double[] alphaBar) {
    double first = Math.sqrt(alphaBar[0]);
    double last = Math.sqrt(alphaBar[alphaBar.length - 1]);
    for (int t = 0; t < alphaBar.length; t++) {
      double signal = (Math.sqrt(alphaBar[t]) - last) * (first / (first - last));
      alphaBar[t] = signal * signal;
    }
  }

  /** The schedule every Stable Diffusion was trained with, for networks that predict the noise. */
  public static NoiseSchedule stableDiffusion() {
    SchedulerConfig config = SchedulerConfig.STABLE_DIFFUSION;
    return new NoiseSchedule(
        config, Solver.USUAL, Prediction.EPSILON, null, alphaBar(config, false));
  }

  /**
   * The schedule of a base model's folder in the layout of diffusers: its {@value #FILE}, or that
   * of Stable Diffusion where there is none. It is for the sampler that the file names.
   */
  public static NoiseSchedule read(Path baseFolder) throws IOException {
    Optional<SchedulerFile> file = SchedulerFile.find(baseFolder.resolve(FILE));
    return file.isEmpty()
        ? stableDiffusion()
        : of(new Source(file.get(), null), file.get().known().orElse(SamplerKind.DDIM));
  }

  /** The same for GenHowTo, which samples with DDIM and predicts noise, whatever the file says. */
  public static NoiseSchedule readGenHowTo(Path baseFolder) throws IOException {
    Optional<SchedulerFile> file = SchedulerFile.find(baseFolder.resolve(FILE));
    NoiseSchedule schedule =
        file.isEmpty()
            ? stableDiffusion()
            : of(new Source(file.get().leading(), SamplerKind.DDIM), SamplerKind.DDIM);
    return schedule.predicting(Prediction.EPSILON);
  }

  /** The same for InstructPix2Pix, which samples with Euler's method. */
  public static NoiseSchedule readEuler(Path baseFolder) throws IOException {
    SamplerKind own = SamplerKind.EULER_ANCESTRAL;
    Optional<SchedulerFile> file = SchedulerFile.find(baseFolder.resolve(FILE));
    return file.isEmpty() ? stableDiffusion() : of(new Source(file.get().asWritten(), own), own);
  }

  /**
   * The sampler of whoever samples, or the one that the folder's file is for; DDIM where nothing is
   * said.
   *
   * @throws CheckpointException it is none that is known here
   */
  public SamplerKind ownSampler() {
    if (source == null) {
      return SamplerKind.DDIM;
    }
    return source.own == null ? source.file.own() : source.own;
  }

  /**
   * Checks that a sampler can go this way.
   *
   * @param asked for by name; null is the folder's own
   * @throws CheckpointException it is none that is known here, or has not the file's options
   */
  public void require(@Nullable SamplerKind asked) {
    under(asked == null ? ownSampler() : asked);
  }

  /**
   * The same for a sampler, with the options that the file has for it.
   *
   * @throws CheckpointException naming options that the sampler does not have
   */
  NoiseSchedule under(SamplerKind kind) {
    return source == null ? this : of(source, kind).predicting(prediction);
  }

  /** Writes the scheduler's file of a base model's folder, as {@link #read} reads it. */
  public void save(Path baseFolder) throws IOException {
    config.predicting(prediction).save(baseFolder.resolve(FILE));
  }

  /** The same for a network that was trained to predict something else. */
  public NoiseSchedule predicting(Prediction other) {
    return new NoiseSchedule(config, solver, other, source, alphaBar);
  }

  /** The same with noise that is spaced as timesteps are. */
  NoiseSchedule withoutKarras() {
    return new NoiseSchedule(config, solver.withoutKarras(), prediction, source, alphaBar);
  }

  Solver solver() {
    return solver;
  }

  /** How a sampler that counts noise beside the clean latent spreads its timesteps. */
  Spacing spacing() {
    Spacing stated = config.timestepSpacing();
    return stated == null ? Spacing.LINSPACE : stated;
  }

  /** What is added to timesteps that are spaced from the first on. */
  int offset() {
    return config.stepsOffset();
  }

  /** Deviation of the noise over that of the clean latent at t. */
  double deviation(int t) {
    return noise(t) / signal(t);
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

  public Prediction prediction() {
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
   * The timesteps DDIM visits, from noisy to clean: "leading" spacing with the schedule's offset,
   * which is 1 for Stable Diffusion, where its file says nothing else.
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
    Spacing spacing = config.timestepSpacing();
    if (spacing != null && spacing != Spacing.LEADING) {
      return IntStream.range(skip, steps)
          .map(i -> (int) Math.rint(spacing.timestep(this, steps, i)))
          .toArray();
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
