package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.genhowto.generator.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers equal to UNet2DConditionModel's of diffusers 0.18.2 on PyTorch 2.7.1, within 1e-4. */
class UNetGoldenTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sd2", "sd1", "instructpix2pix", "threelevels"})
  void the_output_is_that_of_diffusers(String network) throws IOException {
    Golden golden = Golden.of(manager, "unet/" + network);
    try (Denoiser denoiser = DenoiserFiles.loadBase(manager, golden.folder())) {
      for (String name : new String[] {"one", "three", "odd", "odder"}) {
        NDArray actual =
            denoiser.predict(
                golden.value(name + "/sample"),
                golden.value(name + "/timestep"),
                golden.value(name + "/encoder_hidden_states"));
        golden.assertSame(name + "/out.sample", actual);
      }
    }
  }

  @Test
  void images_that_share_a_text_read_it_once() throws IOException {
    Golden golden = Golden.of(manager, "unet/sd2");
    try (Denoiser denoiser = DenoiserFiles.loadBase(manager, golden.folder())) {
      NDArray sample = golden.value("three/sample").repeat(0, 2);
      NDArray texts = golden.value("three/encoder_hidden_states");
      NDArray t = manager.create(new float[] {500});
      NDArray shared = denoiser.predict(sample, t, texts);
      NDArray repeated = denoiser.predict(sample, t, texts.repeat(0, 2));
      assertThat(shared.sub(repeated).abs().max().getFloat()).isLessThan(1e-5f);
      assertThat(shared.get("0:2").sub(shared.get("2:4")).abs().mean().getFloat())
          .isGreaterThan(.01f);
    }
  }
}
