package org.genhowto.generator.sampling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import org.genhowto.generator.diffusion.ConfigFile;
import org.genhowto.generator.diffusion.ConfigOptions;
import org.genhowto.generator.sampling.NoiseSchedule.Prediction;
import org.genhowto.generator.sampling.SchedulerConfig.BetaSchedule;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of an EulerAncestralDiscreteScheduler, as scheduler_config.json spells them (in snake
 * case). What the file leaves out takes the value of diffusers.
 */
record EulerConfig(
    @JsonProperty("num_train_timesteps") @Nullable Integer numTrainTimesteps,
    @JsonProperty("beta_start") @Nullable Double betaStart,
    @JsonProperty("beta_end") @Nullable Double betaEnd,
    @JsonProperty("beta_schedule") @Nullable BetaSchedule betaSchedule,
    @JsonProperty("prediction_type") @Nullable Prediction predictionType) {

  /** The forward process, which is all that these samplers have in common with DDIM. */
  static SchedulerConfig read(Path file) throws IOException {
    EulerConfig own = ConfigFile.read(file, EulerConfig.class, ConfigOptions.EULER);
    return new SchedulerConfig(
        own.numTrainTimesteps,
        own.betaStart,
        own.betaEnd,
        own.betaSchedule,
        own.predictionType,
        false,
        0,
        false);
  }
}
