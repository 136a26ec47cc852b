package org.genhowto.generator.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.genhowto.generator.Golden;
import org.genhowto.generator.baselines.EditFriendlyInversion.Inversion;
import org.genhowto.generator.baselines.EditFriendlyInversion.Source;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.sampler.DdimSampler;
import org.genhowto.generator.sampler.EulerAncestralSampler;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampler.NoiseSchedule.Prediction;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.generator.sampling.DenoisingLoop;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The editing methods that GenHowTo is compared with: InstructPix2Pix as diffusers 0.18.2 runs it,
 * and edit-friendly inversion as its paper's equations were transcribed in
 * src/test/python/golden_baselines.py.
 */
class BaselineGoldenTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final Golden images = Golden.of(manager, "images");

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "epsilon, 2",
    "epsilon, 7",
    "epsilon, 100",
    "v_prediction, 2",
    "v_prediction, 7",
    "v_prediction, 100"
  })
  void every_ancestral_step_is_that_of_diffusers(String prediction, int steps) throws IOException {
    Golden golden = Golden.of(manager, "baselines/euler/" + prediction);
    Sampler sampler = new EulerAncestralSampler(NoiseSchedule.readEuler(golden.folder()), steps);
    NDArray latents = golden.value(steps + "/latents");
    NDArray x = sampler.start(golden.value(steps + "/start"));
    assertSame(x, latents.get(0));
    for (int i = 0; i < steps; i++) {
      assertThat(sampler.timestep(i))
          .isCloseTo(golden.value(steps + "/timesteps").getFloat(i), within(1e-4));
      assertSame(sampler.modelInput(x, i), golden.value(steps + "/inputs").get(i));
      x =
          sampler.step(
              x,
              golden.value(steps + "/outputs").get(i),
              i,
              (mean, step) -> golden.value(steps + "/noise").get(step));
      assertSame(x, latents.get(i + 1));
    }
    assertThat(sampler.noiseDeviation(steps - 1)).isZero();
  }

  @Test
  void an_instructed_image_is_that_of_the_reference_pipeline() throws IOException {
    Golden golden = Golden.of(manager, "baselines/instruct-pix2pix");
    Golden pictures = new Golden(Golden.root().resolve("baselines"), golden.values());
    try (InstructPix2Pix edits =
        new InstructPix2Pix(
            new LatentDiffusion(
                manager,
                autoencoder(),
                text(golden, List.of("", "make it blue")),
                DenoiserFiles.loadBase(manager, golden.folder().resolve("unet")),
                NoiseSchedule.readEuler(golden.folder())),
            InstructPix2Pix.IMAGE_GUIDANCE)) {
      List<NoiseSource> noise = List.of(given(golden, 0), given(golden, 1));
      pictures.assertSame(
          edits
              .generate(
                  images.image("wide"),
                  "make it blue",
                  new SamplingSettings(8, 0, 7.5),
                  noise,
                  GenerationListener.NONE)
              .orElseThrow(),
          "instruct-pix2pix");
    }
  }

  @ParameterizedTest
  @CsvSource({"captioned, a cup, EPSILON, 10, 3, 5", "unknown, '', VELOCITY, 8, 0, 3"})
  void an_edit_is_that_of_the_published_equations(
      String name, String source, Prediction prediction, int steps, int skip, double guidance)
      throws IOException {
    Golden golden = Golden.of(manager, "baselines/edit-friendly-" + name);
    List<String> prompts = List.of("", "a cup", "a broken cup");
    NoiseSchedule schedule =
        NoiseSchedule.read(images.folder().resolve("base")).predicting(prediction);
    try (LatentDiffusion model =
        new LatentDiffusion(
            manager,
            autoencoder(),
            text(golden, prompts),
            DenoiserFiles.loadBase(manager, images.folder().resolve("base/unet")),
            schedule)) {
      EditFriendlyInversion edits = new EditFriendlyInversion(model, Source.captioned(source));
      SamplingSettings sampling = new SamplingSettings(steps, skip, guidance);
      Sampler sampler = DdimSampler.ddpm(schedule, steps, skip);
      NDArray clean = model.scaledLatent(manager, images.image("tall"));
      golden.assertSame("clean", clean);
      DenoisingLoop loop = new DenoisingLoop(sampler, GenerationListener.NONE);
      NDArray drawn = golden.value("drawn");

      Inversion inversion =
          edits.invert(edits.noisy(sampler, clean, sequence(drawn)), loop).orElseThrow();

      golden.assertSame("start", inversion.start());
      assertThat(inversion.noise()).hasSize(steps - skip - 1);
      for (int i = 0; i < inversion.noise().size(); i++) {
        // A map is a difference over a small deviation: some are 30 large.
        assertSame(inversion.noise().get(i), golden.value("maps").get(i));
      }
      DenoisingLoop.Predictor target =
          edits.predictor(manager, Prompt.of("a broken cup"), sampling);
      NDArray edited = edits.edit(inversion, target, loop).orElseThrow();
      golden.assertSame("edited", edited);

      List<RgbImage> whole =
          edits
              .generate(
                  images.image("tall"),
                  "a broken cup",
                  sampling,
                  List.of(sequence(drawn)),
                  GenerationListener.NONE)
              .orElseThrow();
      new Golden(Golden.root().resolve("baselines"), golden.values())
          .assertSame(whole, "edit-friendly-" + name);
    }
  }

  private Autoencoder autoencoder() throws IOException {
    return AutoencoderFiles.load(manager, images.folder().resolve("base/vae"));
  }

  /** The embeddings of known prompts. */
  private static TextEncoder text(Golden golden, List<String> known) {
    return (scope, prompts) -> {
      List<Integer> rows = new ArrayList<>();
      prompts.forEach(prompt -> rows.add(known.indexOf(prompt)));
      NDArray chosen =
          golden
              .value("text")
              .get(
                  new NDIndex(
                      "{}", scope.create(rows.stream().mapToLong(Integer::longValue).toArray())));
      chosen.attach(scope);
      return chosen;
    };
  }

  /** Column i of the noise (draws, N, 4, h, w). */
  private static NoiseSource given(Golden golden, int i) {
    return sequence(golden.value("noise").get(":," + i + ":" + (i + 1)));
  }

  /** One row of the noise after the other. */
  private static NoiseSource sequence(NDArray rows) {
    PrimitiveIterator.OfLong next = LongStream.range(0, rows.getShape().get(0)).iterator();
    return (scope, shape) -> {
      NDArray row = rows.get(next.nextLong());
      row.attach(scope);
      assertThat(row.getShape()).isEqualTo(shape);
      return row;
    };
  }

  /** Relative to the values' size, which may be large. */
  private static void assertSame(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float size = Math.max(1, expected.abs().max().getFloat());
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-4f * size);
  }
}
