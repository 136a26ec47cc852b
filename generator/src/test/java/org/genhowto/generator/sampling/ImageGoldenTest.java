package org.genhowto.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.generator.Golden;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whole images equal to those of diffusers 0.18.2 and Pillow, from the same file, noise and prompt
 * embeddings: at most one grey level apart on 99.9 % of the values.
 */
class ImageGoldenTest {
  private final NDManager manager = NDManager.newBaseManager();
  private Golden golden;

  @BeforeEach
  void read() {
    golden = Golden.of(manager, "images");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void an_image_from_pure_noise_is_the_same() throws IOException {
    golden.assertSame(generate("wide", new SamplingSettings(10, 0, 9)), "wide-skip0");
  }

  @Test
  void two_images_with_skipped_steps_are_the_same() throws IOException {
    golden.assertSame(generate("tall", new SamplingSettings(10, 2, 9)), "tall-skip2");
  }

  @Test
  void the_base_model_predicts_velocity_from_text_alone() throws IOException {
    Denoiser denoiser = DenoiserFiles.loadBase(manager, golden.folder().resolve("base/unet"));
    NoiseSchedule schedule = NoiseSchedule.read(golden.folder().resolve("base"));
    try (GenHowTo base = model(denoiser, schedule)) {
      golden.assertSame(
          base.generateFromText(
                  "prompt", new SamplingSettings(10, 0, 9), noise("text"), GenerationListener.NONE)
              .orElseThrow(),
          "text");
    }
  }

  private List<RgbImage> generate(String picture, SamplingSettings sampling) throws IOException {
    Denoiser denoiser =
        DenoiserFiles.loadGenHowTo(
            manager, golden.folder().resolve("base/unet"), golden.folder().resolve("genhowto"));
    NoiseSchedule schedule = NoiseSchedule.read(golden.folder().resolve("base"));
    // The base model's file says velocity, and GenHowTo predicts the noise.
    assertThat(schedule.prediction()).isEqualTo(NoiseSchedule.Prediction.VELOCITY);
    try (GenHowTo genHowTo =
        model(denoiser, schedule.predicting(NoiseSchedule.Prediction.EPSILON))) {
      return genHowTo
          .generate(
              golden.image(picture), "prompt", sampling, noise(picture), GenerationListener.NONE)
          .orElseThrow();
    }
  }

  private GenHowTo model(Denoiser denoiser, NoiseSchedule schedule) throws IOException {
    Autoencoder autoencoder = AutoencoderFiles.load(manager, golden.folder().resolve("base/vae"));
    TextEncoder text =
        (scope, prompts) -> {
          assertThat(prompts).containsExactly("", "prompt");
          NDArray embeddings = golden.value("text").duplicate();
          embeddings.attach(scope);
          return embeddings;
        };
    return new GenHowTo(new LatentDiffusion(manager, autoencoder, text, denoiser, schedule));
  }

  private List<NoiseSource> noise(String name) {
    NDArray all = golden.value("noise." + name);
    List<NoiseSource> sources = new ArrayList<>();
    for (long i = 0; i < all.getShape().get(0); i++) {
      sources.add(NoiseSource.of(all.get(i + ":" + (i + 1))));
    }
    return sources;
  }
}
