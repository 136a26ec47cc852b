package org.genhowto.generator.sampler;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.genhowto.generator.diffusion.ConfigFile;
import org.genhowto.generator.sampler.NoiseSchedule.Prediction;
import org.genhowto.generator.sampler.SigmaPath.Family;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a scheduler of diffusers, as scheduler_config.json spells them (in snake case). What
 * the file leaves out takes the value of diffusers.
 *
 * @param setAlphaToOne whether the step before timestep 0 is a latent without noise; Stable
 *     Diffusion takes timestep 0 in its place
 * @param stepsOffset what is added to every visited timestep
 * @param clipSample whether clean samples are cut to [-1, 1]; latents are not, so true is refused
 * @param timestepSpacing null where the sampler has its own
 * @param rescaleBetasZeroSnr whether nothing is left of the clean latent at the last trained
 *     timestep (Lin et al. 2024, algorithm 1)
 */
public record SchedulerConfig(
    Integer numTrainTimesteps,
    Double betaStart,
    Double betaEnd,
    BetaSchedule betaSchedule,
    Prediction predictionType,
    Boolean setAlphaToOne,
    Integer stepsOffset,
    Boolean clipSample,
    @Nullable Spacing timestepSpacing,
    @Nullable Boolean rescaleBetasZeroSnr) {

  /** What every Stable Diffusion was trained with. */
  static final SchedulerConfig STABLE_DIFFUSION =
      new SchedulerConfig(
          1000,
          0.00085,
          0.012,
          BetaSchedule.SCALED_LINEAR,
          Prediction.EPSILON,
          false,
          1,
          false,
          null,
          null);

  /** How beta grows. */
  enum BetaSchedule {
    @JsonProperty("linear")
    LINEAR,
    /** Its square roots are evenly spaced. */
    @JsonProperty("scaled_linear")
    SCALED_LINEAR
  }

  public SchedulerConfig(
      @JsonProperty("num_train_timesteps") @Nullable Integer numTrainTimesteps,
      @JsonProperty("beta_start") @Nullable Double betaStart,
      @JsonProperty("beta_end") @Nullable Double betaEnd,
      @JsonProperty("beta_schedule") @Nullable BetaSchedule betaSchedule,
      @JsonProperty("prediction_type") @Nullable Prediction predictionType,
      @JsonProperty("set_alpha_to_one") @Nullable Boolean setAlphaToOne,
      @JsonProperty("steps_offset") @Nullable Integer stepsOffset,
      @JsonProperty("clip_sample") @Nullable Boolean clipSample,
      @JsonProperty("timestep_spacing") @Nullable Spacing timestepSpacing,
      @JsonProperty("rescale_betas_zero_snr") @Nullable Boolean rescaleBetasZeroSnr) {
    this.numTrainTimesteps = numTrainTimesteps == null ? 1000 : numTrainTimesteps;
    this.betaStart = betaStart == null ? 0.0001 : betaStart;
    this.betaEnd = betaEnd == null ? 0.02 : betaEnd;
    this.betaSchedule = betaSchedule == null ? BetaSchedule.LINEAR : betaSchedule;
    this.predictionType = predictionType == null ? Prediction.EPSILON : predictionType;
    this.setAlphaToOne = setAlphaToOne == null || setAlphaToOne;
    this.stepsOffset = stepsOffset == null ? 0 : stepsOffset;
    this.clipSample = clipSample == null || clipSample;
    this.timestepSpacing = timestepSpacing;
    this.rescaleBetasZeroSnr = rescaleBetasZeroSnr;
    if (this.numTrainTimesteps < 2
        || !(this.betaStart > 0)
        || !(this.betaEnd < 1)
        || this.betaStart > this.betaEnd) {
      throw new IllegalArgumentException(
          "A noise schedule needs at least 2 timesteps and 0 < beta_start <= beta_end < 1, not %d, %s, %s"
              .formatted(this.numTrainTimesteps, this.betaStart, this.betaEnd));
    }
    if (this.stepsOffset < 0 || this.stepsOffset >= this.numTrainTimesteps) {
      throw new IllegalArgumentException(
          "steps_offset is %d, expected 0 to %d"
              .formatted(this.stepsOffset, this.numTrainTimesteps - 1));
    }
    if (this.clipSample) {
      throw new IllegalArgumentException(
          "clip_sample is true, or left out, which means true; latents are not clipped");
    }
  }

  /**
   * How a sampler goes that counts noise beside the clean latent.
   *
   * @param karras whether its noise is spaced as Karras et al. do
   * @param endsClean whether nothing is left of the noise after the last step
   * @param order of a method of several steps
   * @param lowerOrderFinal whether the last of few steps are of a lower order
   * @param eulerAtFinal whether the last step is of first order
   */
  record Solver(
      boolean karras,
      boolean endsClean,
      int order,
      @Nullable Type type,
      boolean lowerOrderFinal,
      boolean eulerAtFinal) {
    static final Solver USUAL = new Solver(false, true, 2, null, true, false);

    /** Variants of a method; each knows two of them. */
    enum Type {
      MIDPOINT,
      HEUN,
      BH1,
      BH2
    }

    Solver withoutKarras() {
      return new Solver(false, endsClean, order, type, lowerOrderFinal, eulerAtFinal);
    }
  }

  /** How the timesteps of a trajectory lie among the trained ones (Lin et al. 2024, Table 2). */
  enum Spacing {
    /** From the first on, at equal distances; the noisiest are never visited. */
    @JsonProperty("leading")
    LEADING {
      @Override
      double timestep(NoiseSchedule schedule, int points, int index) {
        return (points - 1 - index) * (schedule.length() / points) + schedule.offset();
      }
    },

    /** From the last on, at equal distances. */
    @JsonProperty("trailing")
    TRAILING {
      @Override
      double timestep(NoiseSchedule schedule, int points, int index) {
        double distance = (double) schedule.length() / points;
        return Math.rint(schedule.length() - index * distance) - 1;
      }
    },

    /** The first and the last, and equal distances between. */
    @JsonProperty("linspace")
    LINSPACE {
      @Override
      double timestep(NoiseSchedule schedule, int points, int index) {
        double last = schedule.length() - 1.0;
        return points == 1 ? 0 : last * (points - 1 - index) / (points - 1);
      }
    };

    /**
     * @param points of the whole trajectory
     * @param index from 0 for the noisiest
     */
    abstract double timestep(NoiseSchedule schedule, int points, int index);

    /** From noisy to clean. */
    double[] timesteps(NoiseSchedule schedule, Family family, int steps) {
      boolean more = family == Family.MULTISTEP && this != TRAILING;
      int points = more ? steps + 1 : steps;
      double last = schedule.length() - 1.0;
      return IntStream.range(0, steps)
          .mapToDouble(index -> Math.min(last, timestep(schedule, points, index)))
          .map(t -> family == Family.MULTISTEP ? Math.rint(t) : t)
          .toArray();
    }
  }

  boolean endsWithoutSignal() {
    return rescaleBetasZeroSnr != null && rescaleBetasZeroSnr;
  }

  SchedulerConfig predicting(Prediction other) {
    return new SchedulerConfig(
        numTrainTimesteps,
        betaStart,
        betaEnd,
        betaSchedule,
        other,
        setAlphaToOne,
        stepsOffset,
        clipSample,
        timestepSpacing,
        rescaleBetasZeroSnr);
  }

  void save(Path file) throws IOException {
    ConfigFile.write(file, this, "DDIMScheduler");
  }

  /** Reads a DDIMScheduler's file. */
  public static SchedulerConfig read(Path file) throws IOException {
    return SchedulerFile.read(file).config(SamplerKind.DDIM);
  }

  /** The variance of the noise that timestep t adds. */
  double beta(int t) {
    double share = (double) t / (numTrainTimesteps - 1);
    return switch (betaSchedule) {
      case LINEAR -> betaStart + (betaEnd - betaStart) * share;
      case SCALED_LINEAR -> {
        double first = Math.sqrt(betaStart);
        double root = first + (Math.sqrt(betaEnd) - first) * share;
        yield root * root;
      }
    };
  }
}
