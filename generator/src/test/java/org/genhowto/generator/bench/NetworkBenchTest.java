package org.genhowto.generator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UNetParameters;
import org.genhowto.networks.checkpoint.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkBenchTest {
  @TempDir Path folder;

  @Test
  void a_pass_is_measured_against_its_floor() throws IOException {
    NetworkBench bench = new NetworkBench(SmallModels.UNET, folder, 8, 2, 1);
    bench.prepare();
    NetworkBench.Result result = bench.measure();
    long parameters =
        UNetParameters.unet(SmallModels.UNET).size()
            + UNetParameters.controlnet(SmallModels.UNET).size();
    assertThat(result.weights()).isEqualTo(4 * parameters);
    assertThat(result.forward().wall()).isPositive();
    assertThat(result.floor()).isPositive().isFinite();
    assertThat(result.operations())
        .isEqualTo(new NetworkCost(SmallModels.UNET, 8, 2, 77).operations());
  }

  @Test
  void weights_that_are_there_are_kept() throws IOException {
    NetworkBench bench = new NetworkBench(SmallModels.UNET, folder, 8, 1, 1);
    bench.prepare();
    Path unet = folder.resolve(DenoiserFiles.UNET_FILE);
    var written = Files.getLastModifiedTime(unet);
    bench.prepare();
    assertThat(Files.getLastModifiedTime(unet)).isEqualTo(written);
  }

  @Test
  void the_difference_from_an_output_is_told() throws IOException {
    NetworkBench bench = new NetworkBench(SmallModels.UNET, folder, 8, 1, 1);
    bench.prepare();
    Path output = folder.resolve("output.safetensors");
    try (NDManager manager = NDManager.newBaseManager();
        Weights inputs = Weights.load(manager, folder.resolve(NetworkBench.INPUTS))) {
      Weights.save(
          output, Map.of("sample", inputs.get("sample").zerosLike().add(100)), DataType.FLOAT32);
    }
    NetworkBench.Difference difference = bench.difference(output);
    assertThat(difference.size()).isEqualTo(100);
    assertThat(difference.most()).isBetween(90f, 110f);
  }

  @Test
  void a_latent_that_does_not_halve_is_refused() {
    assertThatThrownBy(() -> new NetworkBench(UNetConfig.STABLE_DIFFUSION_2, folder, 60, 1, 1))
        .hasMessage("the latent's side is 60, expected a multiple of 8");
  }
}
