package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.sampling.NoiseSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoencoderTest {
  private final NDManager manager = NDManager.newBaseManager();
  @TempDir Path folder;

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_latent_is_as_many_times_smaller_as_the_configuration_says() {
    Autoencoder autoencoder = UntrainedNetworks.autoencoder(manager, SmallModels.AUTOENCODER, 1);
    NDArray latent = autoencoder.encode(image());
    assertThat(autoencoder.config().downsampling()).isEqualTo(4);
    assertThat(latent.getShape()).isEqualTo(new Shape(1, 4, 8, 8));
    assertThat(autoencoder.decode(latent).getShape()).isEqualTo(image().getShape());
  }

  @Test
  void what_was_saved_is_read_again() throws IOException {
    Autoencoder autoencoder = UntrainedNetworks.autoencoder(manager, SmallModels.AUTOENCODER, 1);
    AutoencoderFiles.save(
        folder, autoencoder.config(), autoencoder.network().weights().all(), DataType.FLOAT32);
    Autoencoder again = AutoencoderFiles.load(manager, folder);
    assertThat(again.config()).isEqualTo(SmallModels.AUTOENCODER);
    assertThat(again.encode(image()).toFloatArray())
        .isEqualTo(autoencoder.encode(image()).toFloatArray());
  }

  @Test
  void older_names_of_the_attention_are_understood() throws IOException {
    Autoencoder autoencoder = UntrainedNetworks.autoencoder(manager, SmallModels.AUTOENCODER, 1);
    Map<String, NDArray> old = new LinkedHashMap<>();
    autoencoder
        .network()
        .weights()
        .all()
        .forEach(
            (name, array) ->
                old.put(
                    name.replace(".to_q.", ".query.")
                        .replace(".to_k.", ".key.")
                        .replace(".to_v.", ".value.")
                        .replace(".to_out.0.", ".proj_attn."),
                    array));
    assertThat(old).containsKey("encoder.mid_block.attentions.0.query.weight");
    AutoencoderFiles.save(folder, SmallModels.AUTOENCODER, old, DataType.FLOAT32);
    assertThat(AutoencoderFiles.load(manager, folder).encode(image()).toFloatArray())
        .isEqualTo(autoencoder.encode(image()).toFloatArray());
  }

  @Test
  void a_checkpoint_that_does_not_fit_is_refused_by_name() throws IOException {
    Map<String, NDArray> weights =
        new LinkedHashMap<>(
            UntrainedNetworks.autoencoder(manager, SmallModels.AUTOENCODER, 1)
                .network()
                .weights()
                .all());
    weights.remove("quant_conv.bias");
    AutoencoderFiles.save(folder, SmallModels.AUTOENCODER, weights, DataType.FLOAT32);
    assertThatThrownBy(() -> AutoencoderFiles.load(manager, folder))
        .hasMessageContaining("missing: quant_conv.bias");
  }

  private NDArray image() {
    return NoiseSource.seeded(6).next(manager, new Shape(1, 3, 32, 32));
  }
}
