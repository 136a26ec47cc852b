package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.generator.Golden;
import org.genhowto.generator.sampler.SchedulerConfig;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configuration that would give other numbers is refused. */
class ConfigOptionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "only_cross_attention | true | known is [false]",
        "only_cross_attention | [false,true,true,false] | known is [false]",
        "dual_cross_attention | true | known is [false]",
        "resnet_time_scale_shift | \"scale_shift\" | known is [\"default\"]",
        "class_embed_type | \"timestep\" | known is [null]",
        "num_class_embeds | 1000 | known is [null]",
        "addition_embed_type | \"text_time\" | known is [null]",
        "act_fn | \"gelu\" | known is [\"silu\",\"swish\"]",
        "center_input_sample | true | known is [false]",
        "freq_shift | 1 | known is [0]",
        "mid_block_type | null | known is [\"UNetMidBlock2DCrossAttn\"]",
        "transformer_layers_per_block | [1,2,10] | known is [1]",
        "an_option_of_tomorrow | 3 | the option is not known"
      })
  void an_option_that_changes_the_unet_is_refused(String option, String value, String reason)
      throws IOException {
    Path file = with("unet/sd1/config.json", option, value);
    assertThatThrownBy(() -> UNetConfig.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + " has options this project does not have (1):")
        .hasMessageContaining("%s is %s", option, value)
        .hasMessageEndingWith(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "upcast_attention | true",
        "only_cross_attention | [false,false,false,false]",
        "resnet_out_scale_factor | 1",
        "act_fn | \"swish\"",
        "attention_type | \"default\"",
        "an_option_of_tomorrow | null",
        "an_option_of_tomorrow | false",
        "_name_or_path | \"x\""
      })
  void an_option_that_changes_nothing_is_passed_over(String option, String value)
      throws IOException {
    UNetConfig config = UNetConfig.read(with("unet/sd1/config.json", option, value));
    assertThat(config).isEqualTo(UNetConfig.read(Golden.root().resolve("unet/sd1/config.json")));
  }

  @Test
  void all_faults_are_named_at_once() throws IOException {
    ObjectNode config = read("vae/twolevels/config.json");
    config.put("act_fn", "mish").put("use_quant_conv", false).put("shift_factor", .1);
    assertThatThrownBy(() -> AutoencoderConfig.read(write(config)))
        .hasMessageContaining("(3):")
        .hasMessageContaining("act_fn is \"mish\"")
        .hasMessageContaining("use_quant_conv is false")
        .hasMessageContaining("shift_factor is 0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clip_sample | true | clip_sample is true",
        "clip_sample | null | or left out",
        "prediction_type | \"flow_prediction\" | v_prediction",
        "beta_schedule | \"squaredcos_cap_v2\" | [scaled_linear, linear]",
        "timestep_spacing | \"leaping\" | trailing",
        "an_option_of_tomorrow | 3 | an_option_of_tomorrow is 3, and the option is not known",
        "thresholding | true | thresholding is true, known is [false]",
        "trained_betas | [0.1] | known is [null]",
        "rescale_betas_zero_snr | 2 | known is [true,false]",
        "beta_end | 1 | 0 < beta_start <= beta_end < 1",
        "steps_offset | -1 | expected 0 to 999"
      })
  void a_scheduler_that_is_not_known_is_refused(String option, String value, String reason)
      throws IOException {
    Path file = with("scheduler/velocity/scheduler/scheduler_config.json", option, value);
    assertThatThrownBy(() -> SchedulerConfig.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(reason);
  }

  private Path with(String file, String option, String value) throws IOException {
    return write(read(file).<ObjectNode>set(option, JSON.readTree(value)));
  }

  private static ObjectNode read(String file) throws IOException {
    JsonNode tree = JSON.readTree(Golden.root().resolve(file).toFile());
    return (ObjectNode) tree;
  }

  private Path write(ObjectNode config) throws IOException {
    return Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(config));
  }
}
