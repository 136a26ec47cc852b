package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.genhowto.generator.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers equal to ControlNetModel's of diffusers 0.18.2 on PyTorch 2.7.1, with GenHowTo's
 * conditioning, within 1e-4: every residual, and what the U-Net makes of them.
 */
class ControlNetGoldenTest {
  private static final String[] CASES = {"one", "three", "odd", "odder"};

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sd2", "sd1"})
  void every_residual_is_that_of_diffusers(String network) throws IOException {
    Golden golden = Golden.of(manager, "controlnet/" + network);
    double scale = golden.value("conditioning_scale").getFloat();
    try (Denoiser denoiser = load(golden, network)) {
      int last = denoiser.config().skipChannels().size();
      for (String name : CASES) {
        NDList residuals =
            denoiser.residuals(
                golden.value(name + "/sample"),
                golden.value(name + "/timestep"),
                golden.value(name + "/encoder_hidden_states"),
                golden.value(name + "/controlnet_cond"),
                scale);
        assertThat(residuals).hasSize(last + 1);
        for (int i = 0; i < last; i++) {
          golden.assertSame(name + "/out.down_block_res_samples." + i, residuals.get(i));
        }
        golden.assertSame(name + "/out.mid_block_res_sample", residuals.get(last));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sd2", "sd1"})
  void the_unet_adds_given_residuals_as_diffusers_does(String network) throws IOException {
    Golden golden = Golden.of(manager, "controlnet/" + network);
    try (Denoiser denoiser = load(golden, network)) {
      for (String name : CASES) {
        NDList residuals = new NDList();
        for (int i = 0; i < denoiser.config().skipChannels().size(); i++) {
          residuals.add(golden.value(name + "/out.down_block_res_samples." + i));
        }
        residuals.add(golden.value(name + "/out.mid_block_res_sample"));
        NDArray actual =
            denoiser.predictWith(
                residuals,
                golden.value(name + "/sample"),
                golden.value(name + "/timestep"),
                golden.value(name + "/encoder_hidden_states"));
        golden.assertSame(name + "/out.sample", actual);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "three", "odd", "odder"})
  void both_networks_in_one_call_are_those_of_diffusers(String name) throws IOException {
    // The published scale is 1, as in the case of Stable Diffusion 2.
    Golden golden = Golden.of(manager, "controlnet/sd2");
    try (Denoiser denoiser = load(golden, "sd2")) {
      NDArray control = denoiser.embedControl(golden.value(name + "/controlnet_cond"));
      NDArray actual =
          denoiser.predict(
              golden.value(name + "/sample"),
              golden.value(name + "/timestep"),
              golden.value(name + "/encoder_hidden_states"),
              control);
      golden.assertSame(name + "/out.sample", actual);
    }
  }

  private Denoiser load(Golden golden, String network) throws IOException {
    return DenoiserFiles.loadGenHowTo(
        manager, Golden.root().resolve("unet").resolve(network), golden.folder());
  }
}
