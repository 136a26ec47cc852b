package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GenHowTo trained from the command line, on a small base model in the published layout. */
@Tag("slow")
class TrainGeneratorCommandTest {
  private static final Path PUBLISHED = PublishedModelsTest.PUBLISHED;
  private static final List<String> FILES =
      List.of("GenHowTo_controlnet.safetensors", "GenHowTo_sdunet.safetensors");

  @TempDir private Path folder;
  private Path models;
  private Path shards;

  @BeforeEach
  void data() throws IOException {
    models = folder.resolve("models");
    TestFolders.copy(
        PUBLISHED.resolve("models/stable-diffusion-2"), models.resolve("stable-diffusion-2"));
    shards = Files.createDirectories(folder.resolve("shards"));
    try (TestShard shard = TestShard.create(shards.resolve("train-0.tar"))) {
      for (int i = 0; i < 3; i++) {
        shard.add("apple-" + i, picture(i), "{}");
      }
    }
  }

  @Test
  void the_joint_model_is_trained_inspected_and_used() throws IOException {
    // When
    CommandLineRun run =
        train("both", "genhowto", "--sampling=5,1,3", "--warm-up=1", "--rate=1e-3", "--float32");
    CommandLineRun inspect = CommandLineRun.of("model", "inspect", models.toString());
    CommandLineRun generate =
        CommandLineRun.of(
            "generate",
            "--local",
            "--model=" + models,
            "--target=action",
            "--prompt=cutting",
            "--image=" + PUBLISHED.resolve("input.png"),
            "--out=" + folder.resolve("out.png"));
    // Then
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("GB of memory besides activations")
        .contains("genhowto joint: 6 pairs encoded")
        .containsPattern("genhowto joint: step 4 of 4, loss \\d.\\d+, .* s a step, 0 s to go")
        .contains("written to " + models.resolve("genhowto"));
    assertThat(inspect.code()).as(inspect.err()).isZero();
    assertThat(inspect.out()).contains("can run for action, final-state");
    assertThat(generate.code()).as(generate.err()).isZero();
    assertThat(generate.err())
        .contains("5 steps, 1 skipped, guidance 3.0")
        .contains("denoising 4/4");
  }

  @Test
  void a_training_goes_on_from_its_state_and_holds_to_its_options() throws IOException {
    CommandLineRun first = train("action", "first", "--work=" + folder.resolve("work"));
    CommandLineRun again = train("action", "again", "--work=" + folder.resolve("work"));
    CommandLineRun other = train("final-state", "other", "--work=" + folder.resolve("work"));

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("genhowto actions: goes on from step 4");
    for (String file : FILES) {
      assertThat(models.resolve("again").resolve(file))
          .hasSameBinaryContentAs(models.resolve("first").resolve(file));
    }
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .contains("holds a training with --target action, not final-state; give it the same");
    assertThat(models.resolve("other")).doesNotExist();
  }

  @Test
  void what_is_missing_is_said_in_a_word() throws IOException {
    CommandLineRun noShards = train("action", "out", "--shards=" + folder.resolve("none"));
    CommandLineRun noModel = train("action", "out", "--model=" + shards);
    CommandLineRun noTarget = train("past", "out");
    Files.delete(models.resolve("stable-diffusion-2/unet/config.json"));
    CommandLineRun noConfig = train("action", "out");

    assertThat(noShards.err()).contains("There is no folder of shards at");
    assertThat(noModel.err()).contains("has no base model; expected one folder with vae/");
    assertThat(noTarget.err()).contains("--target is 'past', expected action, final-state or both");
    assertThat(noConfig.err()).contains("There is no").contains("unet/config.json");
    assertThat(new int[] {noShards.code(), noModel.code(), noTarget.code(), noConfig.code()})
        .containsOnly(2);
  }

  @Test
  void a_sample_that_lacks_a_picture_is_named_with_its_shard() throws IOException {
    try (TestShard shard = TestShard.create(shards.resolve("train-1.tar"))) {
      shard.put("mug-7.initial.jpg", "no picture".getBytes(StandardCharsets.UTF_8));
    }

    CommandLineRun run = train("action", "out");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("train-1.tar: ").doesNotContain("\tat ");
    assertThat(models.resolve("out")).doesNotExist();
  }

  @Test
  void a_u_net_for_another_text_encoder_is_refused() throws IOException {
    Path config = models.resolve("stable-diffusion-2/unet/config.json");
    String json = Files.readString(config);
    Files.writeString(
        config, json.replaceFirst("\"cross_attention_dim\": \\d+", "\"cross_attention_dim\": 77"));

    CommandLineRun run = train("action", "out");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("misshapen: ").contains("expected");
  }

  @Test
  void help_teaches() {
    CommandLineRun run = CommandLineRun.of("train", "generator", "--help");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("19 GB of memory").contains("--warm-up").contains("20000");
  }

  private CommandLineRun train(String target, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "generator",
                "--target=" + target,
                "--steps=4",
                "--batch=2",
                "--save-every=2",
                "--out=" + models.resolve(name)));
    arguments.addAll(List.of(more));
    if (!String.join(" ", more).contains("--shards")) {
      arguments.add("--shards=" + shards);
    }
    if (!String.join(" ", more).contains("--model")) {
      arguments.add("--model=" + models);
    }
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static RgbImage picture(int number) {
    byte[] rgb = new byte[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * (number + 3) % 251);
    }
    return new RgbImage(64, 64, rgb);
  }
}
