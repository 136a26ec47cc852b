package org.genhowto.generator.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.generator.sampler.NoiseSchedule.Prediction;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a base model's scheduler file means: a sampler, or a sentence that names what is in the way.
 */
class SchedulerFileTest {
  private static final String STABLE =
      "\"beta_start\": 0.00085, \"beta_end\": 0.012, \"beta_schedule\": \"scaled_linear\"";

  /** As older versions of diffusers wrote it, with what JSON does not have. */
  private static final String DPM =
      "{\"_class_name\": \"DPMSolverMultistepScheduler\", \"solver_order\": 2,"
          + " \"lambda_min_clipped\": -Infinity, \"thresholding\": false, \"variance_type\": null, "
          + STABLE;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "DDIMScheduler, ddim",
    "PNDMScheduler, pndm",
    "EulerDiscreteScheduler, euler",
    "EulerAncestralDiscreteScheduler, euler-ancestral",
    "DPMSolverMultistepScheduler, dpm-solver++",
    "UniPCMultistepScheduler, unipc"
  })
  void a_class_is_the_sampler_that_goes_as_it_does(String className, String sampler)
      throws IOException {
    write(
        "{\"_class_name\": \"%s\", \"skip_prk_steps\": true, \"clip_sample\": false, %s}"
            .formatted(className, STABLE));

    assertThat(NoiseSchedule.read(folder).ownSampler().spelling()).isEqualTo(sampler);
    assertThat(NoiseSchedule.readGenHowTo(folder).ownSampler()).isEqualTo(SamplerKind.DDIM);
  }

  @ParameterizedTest
  @CsvSource({
    "LMSDiscreteScheduler, '', is for LMSDiscreteScheduler",
    "DPMSolverMultistepScheduler, ', \"algorithm_type\": \"dpmsolver\"', with algorithm_type"
        + " dpmsolver"
  })
  void a_class_that_is_not_known_is_named_and_another_sampler_can_be_asked_for(
      String className, String more, String named) throws IOException {
    write("{\"_class_name\": \"%s\"%s, %s}".formatted(className, more, STABLE));
    NoiseSchedule schedule = NoiseSchedule.read(folder);

    assertThatThrownBy(schedule::ownSampler)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(named)
        .hasMessageContaining("expected a file for one of DDIMScheduler, PNDMScheduler")
        .hasMessageContaining("ask for a sampler by name, as with --sampler ddim");
    schedule.require(SamplerKind.DDIM);
    assertThat(SamplerKind.DDIM.over(schedule, 5, 0).steps()).isEqualTo(5);
    assertThat(SamplerKind.EULER.over(schedule, 5, 0).steps()).isEqualTo(5);
  }

  @Test
  void genhowto_samples_as_published_whatever_solver_the_base_model_is_for() throws IOException {
    write(DPM + ", \"prediction_type\": \"v_prediction\", \"final_sigmas_type\": 0}");

    NoiseSchedule schedule = NoiseSchedule.readGenHowTo(folder);

    assertThat(schedule.prediction()).isEqualTo(Prediction.EPSILON);
    assertThat(schedule.timesteps(50, 0)).startsWith(981, 961).endsWith(21, 1);
    assertThat(schedule.alphaBarAfterStepTo(-1)).isEqualTo(schedule.alphaBar(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "final_sigmas_type | 0 | final_sigmas_type is 0, known is [\"zero\",\"sigma_min\"]",
        "solver_order | 3 | solver_order is 3, known is [1,2]",
        "use_exponential_sigmas | true | use_exponential_sigmas is true",
        "thresholding | true | thresholding is true",
        "lambda_min_clipped | -5.1 | lambda_min_clipped is -5.1",
        "a_solver_of_tomorrow | 1 | a_solver_of_tomorrow is 1, and the option is not known"
      })
  void an_option_that_the_solver_does_not_have_is_named(String key, String value, String reason)
      throws IOException {
    String file = DPM.replaceAll("\"" + key + "\": [^,]+,", "");
    write("%s, \"%s\": %s}".formatted(file, key, value));

    assertThatThrownBy(() -> NoiseSchedule.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("scheduler_config.json")
        .hasMessageContaining(reason);
  }

  @Test
  void pndm_is_for_its_linear_multi_step_form() throws IOException {
    write("{\"_class_name\": \"PNDMScheduler\", %s}".formatted(STABLE));

    assertThatThrownBy(() -> NoiseSchedule.read(folder))
        .hasMessageContaining("skip_prk_steps false, or leaves it out");
  }

  @Test
  void a_trajectory_that_begins_without_signal_cannot_be_led_by_noise() throws IOException {
    write(
        "{\"_class_name\": \"DDIMScheduler\", \"clip_sample\": false, \"rescale_betas_zero_snr\":"
            + " true, \"timestep_spacing\": \"trailing\", "
            + STABLE
            + "}");

    assertThatThrownBy(() -> SamplerKind.DDIM.over(NoiseSchedule.read(folder), 5, 0))
        .hasMessageContaining("has no signal")
        .hasMessageContaining("predicts v");
  }

  @Test
  void pndm_has_no_zero_signal_to_noise_ratio_as_its_class_has_not() throws IOException {
    String plain = "{\"_class_name\": \"DDIMScheduler\", \"clip_sample\": false, " + STABLE;
    write(plain + "}");
    double usual = NoiseSchedule.read(folder).under(SamplerKind.PNDM).alphaBar(999);
    write(plain + ", \"rescale_betas_zero_snr\": true}");
    NoiseSchedule rescaled = NoiseSchedule.read(folder);

    assertThat(rescaled.under(SamplerKind.PNDM).alphaBar(999)).isEqualTo(usual);
    assertThat(rescaled.alphaBar(999)).isZero();
  }

  @Test
  void another_sampler_than_genhowtos_takes_the_spacing_of_the_file() throws IOException {
    write(
        "{\"_class_name\": \"EulerDiscreteScheduler\", \"timestep_spacing\": \"trailing\", %s}"
            .formatted(STABLE));
    NoiseSchedule schedule = NoiseSchedule.readGenHowTo(folder);

    assertThat(SamplerKind.EULER.over(schedule, 10, 0).timestep(0)).isEqualTo(999);
    assertThat(SamplerKind.EULER.over(schedule, 10, 0).timestep(1)).isEqualTo(899);
    assertThat(SamplerKind.DDIM.over(schedule, 10, 0).timestep(0)).isEqualTo(901);
  }

  /** As DDIMScheduler.from_config(...).set_timesteps(10) of diffusers 0.42.1 gives them. */
  @ParameterizedTest
  @CsvSource({"'', 900", "'\"steps_offset\": 1,', 901"})
  void instruct_pix2_pix_adds_to_timesteps_only_what_its_file_says(String more, int first)
      throws IOException {
    write("{\"_class_name\": \"EulerAncestralDiscreteScheduler\", %s %s}".formatted(more, STABLE));

    NoiseSchedule schedule = NoiseSchedule.readEuler(folder);

    assertThat(SamplerKind.DDIM.over(schedule, 10, 0).timestep(0)).isEqualTo(first);
    assertThat(SamplerKind.EULER_ANCESTRAL.over(schedule, 10, 0).timestep(0)).isEqualTo(999);
  }

  private void write(String json) throws IOException {
    Path file = folder.resolve(NoiseSchedule.FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, json);
  }
}
