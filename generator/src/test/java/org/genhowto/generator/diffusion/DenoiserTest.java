package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenoiserTest {
  private final NDManager manager = NDManager.newBaseManager();
  @TempDir Path folder;
  private Denoiser base;
  private NDArray latent;
  private NDArray t;
  private NDArray text;

  @BeforeEach
  void aSmallModelThatPredictsSomething() throws IOException {
    base = random(SmallModels.UNET);
    latent = NoiseSource.seeded(1).next(manager, new Shape(2, 4, 8, 8));
    t = manager.create(new float[] {981, 41});
    text =
        NoiseSource.seeded(2).next(manager, new Shape(2, 5, SmallModels.UNET.crossAttentionDim()));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_new_control_net_has_no_effect() {
    Denoiser controlled = UntrainedNetworks.withControlNet(manager, base, 5);
    NDArray z = NoiseSource.seeded(3).next(manager, new Shape(2, 4, 8, 8));
    NDArray with = controlled.predict(latent, t, text, controlled.embedControl(z));
    assertThat(distance(with, base.predict(latent, t, text))).isZero();
    assertThat(with.abs().mean().getFloat()).isGreaterThan(.01f);
  }

  @Test
  void the_input_image_counts_once_the_zero_convolutions_are_not_zero() throws IOException {
    Map<String, Shape> shapes = UNetParameters.controlnet(SmallModels.UNET).shapes();
    Weights control = Weights.create(manager, shapes, Initialization.fanIn(1, 9));
    Map<String, NDArray> unet = base.network().weights().under(Denoiser.UNET);
    DenoiserFiles.saveGenHowTo(folder, SmallModels.UNET, control.all(), unet, DataType.FLOAT32);
    Denoiser controlled = DenoiserFiles.loadGenHowTo(manager, folder.resolve("none"), folder);

    NDArray zeros = manager.zeros(new Shape(2, 4, 8, 8));
    NDArray ones = zeros.add(1);
    NDArray black = controlled.predict(latent, t, text, controlled.embedControl(zeros));
    NDArray white = controlled.predict(latent, t, text, controlled.embedControl(ones));
    assertThat(distance(black, white)).isGreaterThan(.001f);
    assertThat(distance(black, base.predict(latent, t, text))).isGreaterThan(.001f);
  }

  @Test
  void what_the_file_of_gen_how_to_leaves_out_comes_from_the_base() throws IOException {
    Path baseFolder = folder.resolve("unet");
    Map<String, NDArray> unet = base.network().weights().under(Denoiser.UNET);
    DenoiserFiles.saveBase(baseFolder, SmallModels.UNET, unet, DataType.FLOAT32);
    Denoiser controlled = UntrainedNetworks.withControlNet(manager, base, 5);
    Map<String, NDArray> decoder = new LinkedHashMap<>(unet);
    decoder.keySet().removeIf(name -> !name.startsWith("up_blocks."));
    Path genHowTo = folder.resolve("genhowto");
    DenoiserFiles.saveGenHowTo(
        genHowTo,
        SmallModels.UNET,
        controlled.network().weights().under(Denoiser.CONTROLNET),
        decoder,
        DataType.FLOAT32);

    Denoiser loaded = DenoiserFiles.loadGenHowTo(manager, baseFolder, genHowTo);
    NDArray z = NoiseSource.seeded(3).next(manager, new Shape(2, 4, 8, 8));
    assertThat(
            distance(
                loaded.predict(latent, t, text, loaded.embedControl(z)),
                base.predict(latent, t, text)))
        .isZero();
  }

  @Test
  void two_targets_beside_the_base_take_no_more_memory_than_their_own_parts() throws IOException {
    Path baseFolder = folder.resolve("unet");
    Map<String, NDArray> unet = base.network().weights().under(Denoiser.UNET);
    DenoiserFiles.saveBase(baseFolder, SmallModels.UNET, unet, DataType.FLOAT32);
    Denoiser controlled = UntrainedNetworks.withControlNet(manager, base, 5);
    Map<String, NDArray> control = controlled.network().weights().under(Denoiser.CONTROLNET);
    Map<String, NDArray> decoder = new LinkedHashMap<>(unet);
    decoder.keySet().removeIf(name -> !name.startsWith("up_blocks."));
    List<Path> targets = List.of(folder.resolve("states"), folder.resolve("actions"));
    for (Path target : targets) {
      DenoiserFiles.saveGenHowTo(target, SmallModels.UNET, control, decoder, DataType.FLOAT16);
    }
    long before = Checkpoint.bytesInMemory();

    List<Denoiser> all = new ArrayList<>();
    all.add(DenoiserFiles.loadBase(manager, baseFolder));
    for (Path target : targets) {
      all.add(DenoiserFiles.loadGenHowTo(manager, baseFolder, target));
    }

    assertThat(Checkpoint.bytesInMemory() - before)
        .isEqualTo(bytes(unet) + 2 * (bytes(control) + bytes(decoder)));
    all.remove(0).close();
    assertThat(Checkpoint.bytesInMemory() - before)
        .isEqualTo(bytes(unet) + 2 * bytes(control) + bytes(decoder));
    all.forEach(Denoiser::close);
    assertThat(Checkpoint.bytesInMemory()).isEqualTo(before);
  }

  private static long bytes(Map<String, NDArray> tensors) {
    return tensors.values().stream().mapToLong(array -> 4 * array.size()).sum();
  }

  @Test
  void guidance_moves_from_the_empty_prompt_past_the_given_one() {
    NDArray one = latent.get("0:1");
    NDArray time = t.get("0:1");
    NDArray without = base.predict(one, time, text.get("0:1"));
    NDArray with = base.predict(one, time, text.get("1:2"));
    NDArray guided =
        base.guided(one, time.getFloat(0), Guidance.of(base.crossAttentionKeysValues(text), 3));
    assertThat(distance(guided, without.add(with.sub(without).mul(3)))).isLessThan(1e-4f);
    assertThat(distance(with, without)).isGreaterThan(1e-3f);
  }

  @Test
  void a_convolution_may_stand_for_the_linear_projection_as_in_stable_diffusion1()
      throws IOException {
    UNetConfig one =
        new UNetConfig(
            List.of(32, 64),
            List.of("CrossAttnDownBlock2D", "DownBlock2D"),
            null,
            1,
            List.of(2),
            16,
            false,
            8,
            null,
            null,
            null,
            8,
            null);
    assertThat(random(one).predict(latent, t, text).getShape()).isEqualTo(latent.getShape());
  }

  /** No zeros anywhere, so that every part counts. */
  private Denoiser random(UNetConfig config) throws IOException {
    Path unet = folder.resolve("random");
    Weights weights =
        Weights.create(manager, UNetParameters.unet(config).shapes(), Initialization.fanIn(1, 4));
    DenoiserFiles.saveBase(unet, config, weights.all(), DataType.FLOAT32);
    return DenoiserFiles.loadBase(manager, unet);
  }

  private static float distance(NDArray a, NDArray b) {
    return a.sub(b).abs().max().getFloat();
  }
}
