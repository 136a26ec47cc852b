package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.training.EditPairs;
import org.genhowto.generator.training.InstructPix2PixTrainer;
import org.genhowto.generator.training.TrainingPlan;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * GenHowTo and what it is compared with, from the command line, on small models in the layouts of
 * the published ones.
 */
@Tag("slow")
class MethodsTest {
  private static final Path PUBLISHED = PublishedModelsTest.PUBLISHED;
  private static final Path INPUT = PUBLISHED.resolve("input.png");

  /** The published models, and an InstructPix2Pix that was trained for one step. */
  @TempDir private static Path models;

  @TempDir private Path folder;

  @BeforeAll
  static void trainInstructPix2Pix() throws IOException {
    TestFolders.copy(PUBLISHED.resolve("models"), models);
    Path base = models.resolve("stable-diffusion-2");
    TrainingPlan plan =
        new TrainingPlan(models.resolve("training"), 1, 2, 1e-3, 1, .9, 1, 1, DataType.FLOAT32);
    try (NDManager manager = NDManager.newBaseManager();
        BaseModel text = BaseModel.load(manager, base)) {
      new InstructPix2PixTrainer(plan, line -> {})
          .train(new OneEdit(), base, text, models.resolve("instruct-pix2pix"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Of 5 steps one is skipped; the inversion takes all but the last of the other 4.
    "genhowto, 4/4",
    "stable-diffusion, 5/5",
    "sdedit, 4/4",
    "edit-friendly, 7/7",
    "instruct-pix2pix, 5/5"
  })
  void every_method_makes_an_image_of_the_same_request(String method, String steps)
      throws IOException {
    CommandLineRun run =
        generate(method, "one.png", "--steps=5", "--skip=1", "--target=final-state");
    CommandLineRun other =
        generate(method, "two.png", "--steps=5", "--skip=1", "--target=final-state", "--seed=1");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .contains(method + " with " + models)
        .contains("5 steps, 1 skipped")
        .contains("denoising " + steps);
    assertThat(run.out().strip()).isEqualTo(folder.resolve("one.png").toString());
    assertThat(image("one.png").width()).isEqualTo(64);
    assertThat(other.code()).isZero();
    assertThat(image("two.png")).isNotEqualTo(image("one.png"));
  }

  @ParameterizedTest
  @CsvSource({
    "stable-diffusion, '50 steps, 0 skipped, guidance 7.5'",
    "sdedit, '50 steps, 10 skipped, guidance 7.5'",
    "edit-friendly, '100 steps, 36 skipped, guidance 15.0'",
    "instruct-pix2pix, '100 steps, 0 skipped, guidance 7.5'"
  })
  void what_is_left_open_is_as_published_and_needs_no_target(String method, String sampling) {
    CommandLineRun run = generate(method, "one.png");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains(sampling);
  }

  @Test
  void gen_how_to_needs_a_target() {
    CommandLineRun run = generate("genhowto", "one.png");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--target is missing, expected action or final-state");
  }

  @Test
  void an_unknown_method_is_answered_with_the_known_ones() {
    CommandLineRun run = generate("dreambooth", "one.png");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "The method is 'dreambooth', expected one of genhowto, stable-diffusion, sdedit,"
                + " edit-friendly, instruct-pix2pix");
  }

  @Test
  void a_running_system_is_asked_for_other_methods_too() {
    CommandLineRun run =
        CommandLineRun.of(
            "generate",
            "--method=sdedit",
            "--target=action",
            "--prompt=x",
            "--image=" + INPUT,
            "--gateway=http://127.0.0.1:1", // Where nobody is.
            "--out=" + folder.resolve("one.png"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("Expected a running system there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"edit-friendly", "instruct-pix2pix"})
  void one_noise_tensor_is_not_enough_for_methods_that_draw_at_every_step(String method) {
    CommandLineRun run =
        generate(method, "one.png", "--noise=" + PUBLISHED.resolve("noise.safetensors"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(method + " draws noise at every step");
  }

  @Test
  void a_missing_instruct_pix2_pix_is_named() {
    CommandLineRun run = onModels("instruct-pix2pix", PUBLISHED.resolve("models"), "one.png");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("No InstructPix2Pix beside", "expected a folder instruct-pix2pix with unet/");
  }

  @Test
  void a_u_net_that_does_not_see_the_image_is_not_instruct_pix2_pix() throws IOException {
    Path copy = folder.resolve("models");
    TestFolders.copy(
        PUBLISHED.resolve("models/stable-diffusion-2"), copy.resolve("stable-diffusion-2"));
    TestFolders.copy(
        PUBLISHED.resolve("models/stable-diffusion-2/unet"), copy.resolve("instruct-pix2pix/unet"));

    CommandLineRun run = onModels("instruct-pix2pix", copy, "one.png");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("has in_channels 4; InstructPix2Pix's has 8");
  }

  @Test
  void an_instruct_pix2_pix_of_another_base_model_may_bring_its_own_parts() throws IOException {
    Path copy = folder.resolve("models");
    TestFolders.copy(
        PUBLISHED.resolve("models/stable-diffusion-2"), copy.resolve("stable-diffusion-2"));
    TestFolders.copy(models.resolve("stable-diffusion-2"), copy.resolve("instruct-pix2pix"));
    TestFolders.copy(models.resolve("instruct-pix2pix"), copy.resolve("instruct-pix2pix"));
    Files.delete(copy.resolve("instruct-pix2pix/scheduler/scheduler_config.json"));

    CommandLineRun run = onModels("instruct-pix2pix", copy, "one.png", "--steps=3");
    assertThat(run.code()).as(run.err()).isZero();
    // The base model is still found, and not taken for the other.
    assertThat(onModels("sdedit", copy, "two.png", "--steps=3").err())
        .contains("sdedit with " + copy.resolve("stable-diffusion-2"));
  }

  private CommandLineRun generate(String method, String out, String... more) {
    return onModels(method, models, out, more);
  }

  private CommandLineRun onModels(String method, Path model, String out, String... more) {
    Stream<String> arguments =
        Stream.of(
            "generate",
            "--local",
            "--method=" + method,
            "--model=" + model,
            "--prompt=a sliced apple on a table",
            "--image=" + INPUT,
            "--out=" + folder.resolve(out));
    return CommandLineRun.of(Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
  }

  private RgbImage image(String name) throws IOException {
    return Images.decode(Files.readAllBytes(folder.resolve(name)));
  }

  /** An image and its negative. */
  private static final class OneEdit implements EditPairs {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public RgbImage before(int index) {
      byte[] rgb = new byte[64 * 64 * 3];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (i % 97);
      }
      return new RgbImage(64, 64, rgb);
    }

    @Override
    public RgbImage after(int index) {
      byte[] rgb = before(index).rgb().clone();
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) ~rgb[i];
      }
      return new RgbImage(64, 64, rgb);
    }

    @Override
    public String instruction(int index) {
      return "make it a negative";
    }
  }
}
