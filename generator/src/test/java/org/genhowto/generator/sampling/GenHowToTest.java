package org.genhowto.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.UNetParameters;
import org.genhowto.generator.diffusion.UntrainedNetworks;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class GenHowToTest {
  private static final SamplingSettings SAMPLING = new SamplingSettings(5, 1, 2);

  private final NDManager manager = NDManager.newBaseManager();
  @TempDir Path folder;
  private GenHowTo genHowTo;

  @BeforeEach
  void aSmallModel() throws IOException {
    Weights unet =
        Weights.create(
            manager, UNetParameters.unet(SmallModels.UNET).shapes(), Initialization.fanIn(1, 4));
    Weights controlnet =
        Weights.create(
            manager,
            UNetParameters.controlnet(SmallModels.UNET).shapes(),
            Initialization.fanIn(1, 5));
    DenoiserFiles.saveGenHowTo(
        folder, SmallModels.UNET, controlnet.all(), unet.all(), DataType.FLOAT32);
    genHowTo =
        new GenHowTo(
            new LatentDiffusion(
                manager,
                UntrainedNetworks.autoencoder(manager, SmallModels.AUTOENCODER, 1),
                SmallModels.TEXT,
                DenoiserFiles.loadGenHowTo(manager, folder.resolve("none"), folder),
                NoiseSchedule.stableDiffusion()));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void the_same_seed_gives_the_same_image_and_another_seed_another() {
    RgbImage first = one(picture(40, 32, 0), "sliced apple", 1);
    assertThat(first.width()).isEqualTo(genHowTo.side()).isEqualTo(32);
    assertThat(one(picture(40, 32, 0), "sliced apple", 1)).isEqualTo(first);
    assertThat(one(picture(40, 32, 0), "sliced apple", 2)).isNotEqualTo(first);
  }

  @Test
  void input_image_and_prompt_count() {
    RgbImage first = one(picture(40, 32, 0), "sliced apple", 1);
    assertThat(one(picture(40, 32, 90), "sliced apple", 1)).isNotEqualTo(first);
    assertThat(one(picture(40, 32, 0), "peeled apple", 1)).isNotEqualTo(first);
  }

  @Test
  void every_seed_gives_its_image() {
    List<RgbImage> images =
        genHowTo
            .generate(
                picture(32, 32, 0),
                "x",
                SAMPLING,
                List.of(NoiseSource.seeded(1), NoiseSource.seeded(2)),
                GenerationListener.NONE)
            .orElseThrow();
    assertThat(images).hasSize(2);
    assertThat(images.get(0)).isNotEqualTo(images.get(1));
  }

  @Test
  void progress_counts_the_steps_that_are_not_skipped() {
    Watching watching = new Watching(Integer.MAX_VALUE);
    generate(watching);
    assertThat(watching.seen()).containsExactly("1/4", "2/4", "3/4", "4/4");
  }

  @Test
  void a_cancelled_sampling_ends_before_the_next_step() {
    Watching watching = new Watching(2);
    assertThat(generate(watching)).isEmpty();
    assertThat(watching.seen()).containsExactly("1/4", "2/4");
  }

  @Test
  void nothing_is_left_behind_in_the_manager() {
    generate(GenerationListener.NONE);
    int before = manager.getManagedArrays().size();
    generate(GenerationListener.NONE);
    generate(new Watching(2));
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  private Optional<List<RgbImage>> generate(GenerationListener watcher) {
    return genHowTo.generate(
        picture(32, 32, 0), "x", SAMPLING, List.of(NoiseSource.seeded(1)), watcher);
  }

  private RgbImage one(RgbImage input, String prompt, long seed) {
    return genHowTo
        .generate(
            input, prompt, SAMPLING, List.of(NoiseSource.seeded(seed)), GenerationListener.NONE)
        .orElseThrow()
        .get(0);
  }

  public static RgbImage picture(int width, int height, int shade) {
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (shade + i % 97);
    }
    return new RgbImage(width, height, rgb);
  }
}
