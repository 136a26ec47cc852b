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

/** Numbers equal to AutoencoderKL's of diffusers 0.18.2 on PyTorch 2.7.1, within 1e-4. */
class AutoencoderGoldenTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fourlevels", "twolevels"})
  void both_ways_are_those_of_diffusers(String network) throws IOException {
    Golden golden = Golden.of(manager, "vae/" + network);
    try (Autoencoder autoencoder = AutoencoderFiles.load(manager, golden.folder())) {
      for (String name : new String[] {"one", "three", "odd"}) {
        NDArray image = golden.value(name + "/image");
        NDList moments = autoencoder.distribution(image);
        golden.assertSame(name + "/out.latent_mean", moments.get(0));
        golden.assertSame(name + "/out.latent_logvar", moments.get(1));
        assertThat(autoencoder.encode(image)).isEqualTo(moments.get(0));
        golden.assertSame(name + "/out.sample", autoencoder.decode(golden.value(name + "/latent")));
      }
    }
  }
}
