package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What can be said of an image that is made here: its size, its sampler, what counts, its noise.
 */
@Tag("slow")
class LocalControlTest {
  private static final Path PUBLISHED = PublishedModelsTest.PUBLISHED;
  private static final String SCHEDULER = "stable-diffusion-2/scheduler/scheduler_config.json";

  @TempDir private Path folder;
  private Path models;

  @BeforeEach
  void copy() throws IOException {
    models = folder.resolve("models");
    TestFolders.copy(PUBLISHED.resolve("models"), models);
  }

  @Test
  void genhowto_makes_its_own_size_whatever_the_base_model_was_trained_for() throws IOException {
    change("stable-diffusion-2/unet/config.json", "\"sample_size\": 8", "\"sample_size\": 96");

    CommandLineRun usual = generate("usual", "--steps=1", "--skip=0");
    CommandLineRun asked = generate("asked", "--steps=1", "--skip=0", "--size=128");
    CommandLineRun given =
        generate("given", "--steps=1", "--skip=0", "--noise=" + noise(new Shape(1, 4, 16, 16)));

    assertThat(usual.code()).as(usual.err()).isZero();
    assertThat(image("usual").width()).isEqualTo(512);
    assertThat(asked.code()).as(asked.err()).isZero();
    assertThat(image("asked").width()).isEqualTo(128);
    assertThat(given.code()).as(given.err()).isZero();
    assertThat(image("given").width()).isEqualTo(128);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--size=100 | size is 100, expected a multiple of 8",
        "--size=2048 | size is 2048, expected 64 to 1024",
        "--control-scale=-1 | controlScale is -1.0, expected 0.0 to 10.0",
        "--control-end=1.5 | controlEnd is 1.5, expected 0.0 to 1.0",
        "--image-guidance=NaN | imageGuidance is NaN",
        "--sampler=heun | sampler is 'heun', expected one of [ddim, ddim-eta, pndm, euler"
      })
  void what_is_out_of_bounds_is_refused(String option, String reason) {
    CommandLineRun run = generate("none", option);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(reason);
  }

  @Test
  void a_control_that_does_not_count_leaves_the_image_out() throws IOException {
    String[] options = {"--steps=4", "--skip=0"};
    assertThat(generate("full", options).code()).isZero();
    assertThat(generate("same", with(options, "--control-scale=1", "--control-end=1")).code())
        .isZero();
    assertThat(generate("none", with(options, "--control-scale=0")).code()).isZero();
    assertThat(generate("late", with(options, "--control-start=1")).code()).isZero();
    assertThat(generate("half", with(options, "--control-end=0.5")).code()).isZero();
    assertThat(generate("not", with(options, "--negative-prompt=apple")).code()).isZero();

    assertThat(image("same")).isEqualTo(image("full"));
    assertThat(image("none")).isNotEqualTo(image("full")).isEqualTo(image("late"));
    assertThat(image("half")).isNotEqualTo(image("full")).isNotEqualTo(image("none"));
    assertThat(image("not")).isNotEqualTo(image("full"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ddim-eta",
        "pndm",
        "euler",
        "euler-ancestral",
        "dpm-solver++",
        "dpm-solver++-sde",
        "unipc"
      })
  void every_sampler_begins_at_the_noised_image(String sampler) throws IOException {
    CommandLineRun run = generate("one", "--steps=6", "--skip=2", "--sampler=" + sampler);

    assertThat(run.code()).as(run.err()).isZero();
    String last = sampler.equals("pndm") ? "denoising 5/5" : "denoising 4/4";
    assertThat(run.err()).contains("sampler " + sampler).contains(last);
    assertThat(image("one").width()).isEqualTo(64);
  }

  @Test
  void a_base_model_is_sampled_with_the_class_that_its_file_names() throws IOException {
    change(SCHEDULER, "DDIMScheduler", "DPMSolverMultistepScheduler");

    CommandLineRun base = generate("base", "--method=sdedit", "--steps=4");
    CommandLineRun genhowto = generate("genhowto", "--steps=4");

    assertThat(base.code()).as(base.err()).isZero();
    assertThat(base.err()).contains("sampler dpm-solver++");
    assertThat(genhowto.err()).contains("sampler ddim");
  }

  @Test
  void an_inspection_says_what_a_generation_says() throws IOException {
    change(SCHEDULER, "\"steps_offset\": 1", "\"steps_offset\": 1, \"an_option_of_tomorrow\": 3");

    CommandLineRun inspect = CommandLineRun.of("model", "inspect", models.toString());
    CommandLineRun generate = generate("none");

    String fault = "an_option_of_tomorrow is 3, and the option is not known";
    assertThat(generate.code()).isEqualTo(2);
    assertThat(generate.err()).contains(fault);
    assertThat(inspect.code()).isEqualTo(2);
    assertThat(inspect.out()).contains("cannot run for final-state").contains(fault);
  }

  @Test
  void noise_is_given_for_every_draw_of_a_method() throws IOException {
    String[] options = {"--method=edit-friendly", "--steps=5", "--skip=2"};
    Path three = noise(new Shape(3, 1, 4, 8, 8));

    assertThat(generate("one", with(options, "--noise=" + three)).code()).isZero();
    assertThat(generate("two", with(options, "--noise=" + three, "--seed=9")).code()).isZero();
    CommandLineRun few = generate("few", with(options, "--noise=" + noise(new Shape(2, 4, 8, 8))));

    assertThat(image("two")).isEqualTo(image("one"));
    assertThat(few.code()).isEqualTo(2);
    assertThat(few.err()).contains("edit-friendly draws noise at every step", "(3, 1, 4, h, w)");
  }

  @Test
  void one_draw_of_noise_is_no_two() throws IOException {
    CommandLineRun two = generate("none", "--noise=" + noise(new Shape(2, 1, 4, 8, 8)));
    CommandLineRun rows = generate("none", "--noise=" + noise(new Shape(2, 4, 8, 8)));

    assertThat(two.code()).isEqualTo(2);
    assertThat(two.err()).contains("expected (1, 4, h, w) as --count is 1");
    assertThat(rows.code()).isEqualTo(2);
    assertThat(rows.err()).contains("expected (1, 4, h, w) as --count is 1");
  }

  @Test
  void a_base_model_of_a_class_that_is_not_known_makes_images_with_another_sampler()
      throws IOException {
    change(SCHEDULER, "DDIMScheduler", "LMSDiscreteScheduler");
    String[] options = {"--method=sdedit", "--steps=3", "--skip=1"};

    CommandLineRun own = generate("none", options);
    CommandLineRun asked = generate("asked", with(options, "--sampler=ddim"));

    assertThat(own.code()).isEqualTo(2);
    assertThat(own.err()).contains("is for LMSDiscreteScheduler", "as with --sampler ddim");
    assertThat(asked.code()).as(asked.err()).isZero();
    assertThat(asked.err()).contains("sampler ddim");
  }

  private Path noise(Shape shape) {
    Path file = folder.resolve("noise-%s.safetensors".formatted(shape.dimension()));
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights.save(
          file, Map.of("noise", NoiseSource.seeded(4).next(manager, shape)), DataType.FLOAT32);
    }
    return file;
  }

  private void change(String file, String from, String to) throws IOException {
    Path path = models.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  private CommandLineRun generate(String out, String... more) {
    boolean other = Stream.of(more).anyMatch(option -> option.startsWith("--model="));
    Stream<String> arguments =
        Stream.of(
            "generate",
            "--local",
            other ? "--target=action" : "--model=" + models,
            "--prompt=a sliced apple on a table",
            "--image=" + PUBLISHED.resolve("input.png"),
            "--out=" + folder.resolve(out + ".png"));
    Stream<String> target = other ? Stream.empty() : Stream.of("--target=final-state");
    return CommandLineRun.of(
        Stream.of(arguments, target, Stream.of(more)).flatMap(each -> each).toArray(String[]::new));
  }

  private RgbImage image(String name) throws IOException {
    return Images.decode(Files.readAllBytes(folder.resolve(name + ".png")));
  }
}
