package org.genhowto.generator.sampling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import org.genhowto.generator.diffusion.ConfigFile;
import org.genhowto.generator.diffusion.ConfigOptions;
import org.genhowto.generator.sampling.NoiseSchedule.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a DDIMScheduler, as scheduler_config.json spells them (in snake case). What the file
 * leaves out takes the value of diffusers.
 *
 * @param setAlphaToOne whether the step before timestep 0 is a latent without noise; Stable
 *     Diffusion takes timestep 0 in its place
 * @param stepsOffset what is added to every visited timestep
 * @param clipSample whether clean samples are cut to [-1, 1]; latents are not, so true is refused
 */
public record SchedulerConfig(
    Integer numTrainTimesteps,
    Double betaStart,
    Double betaEnd,
    BetaSchedule betaSchedule,
    Prediction predictionType,
    Boolean setAlphaToOne,
    Integer stepsOffset,
    Boolean clipSample) {

  /** What every Stable Diffusion was trained with. */
  static final SchedulerConfig STABLE_DIFFUSION =
      new SchedulerConfig(
          1000, 0.00085, 0.012, BetaSchedule.SCALED_LINEAR, Prediction.EPSILON, false, 1, false);

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
      @JsonProperty("clip_sample") @Nullable Boolean clipSample) {
    this.numTrainTimesteps = numTrainTimesteps == null ? 1000 : numTrainTimesteps;
    this.betaStart = betaStart == null ? 0.0001 : betaStart;
    this.betaEnd = betaEnd == null ? 0.02 : betaEnd;
    this.betaSchedule = betaSchedule == null ? BetaSchedule.LINEAR : betaSchedule;
    this.predictionType = predictionType == null ? Prediction.EPSILON : predictionType;
    this.setAlphaToOne = setAlphaToOne == null || setAlphaToOne;
    this.stepsOffset = stepsOffset == null ? 0 : stepsOffset;
    this.clipSample = clipSample == null || clipSample;
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

  SchedulerConfig predicting(Prediction other) {
    return new SchedulerConfig(
        numTrainTimesteps,
        betaStart,
        betaEnd,
        betaSchedule,
        other,
        setAlphaToOne,
        stepsOffset,
        clipSample);
  }

  void save(Path file) throws IOException {
    ConfigFile.write(file, this, "DDIMScheduler");
  }

  public static SchedulerConfig read(Path file) throws IOException {
    return ConfigFile.read(file, SchedulerConfig.class, ConfigOptions.SCHEDULER);
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
