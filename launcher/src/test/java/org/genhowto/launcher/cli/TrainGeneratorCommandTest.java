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
  void what_is_not_of_the_train_split_is_learnt_from_only_where_it_is_asked_for()
      throws IOException {
    try (TestShard heldOut = TestShard.create(shards.resolve("held_out-000-000000007.tar"));
        TestShard mixed = TestShard.create(shards.resolve("000001.tar"))) {
      heldOut.add("mug-1", picture(7), "{}");
      mixed.add("mug-2", picture(8), "{\"split\": \"test\"}");
      mixed.add("mug-3", picture(9), "{\"split\": \"train\"}");
      mixed.add("mug-4", picture(9), "{}");
    }

    CommandLineRun usual = train("action", "usual");
    CommandLineRun more = train("action", "more", "--splits=train,held-out");
    CommandLineRun unknown = train("action", "unknown", "--splits=seen");

    assertThat(usual.code()).as(usual.err()).isZero();
    assertThat(usual.out())
        .contains("genhowto actions: 4 pairs encoded")
        .contains("1 samples of split held-out are left out")
        .contains("1 samples of split test are left out")
        .contains("1 samples of split unstated are left out");
    assertThat(more.code()).as(more.err()).isZero();
    assertThat(more.out())
        .contains("5 pairs encoded")
        .contains("1 samples of split held-out are learnt from, as asked for");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("The split is 'seen', expected one of [train, held-out");
  }

  @Test
  void shards_without_a_train_sample_are_refused() throws IOException {
    Files.move(shards.resolve("train-0.tar"), shards.resolve("test-0.tar"));

    CommandLineRun run = train("action", "none");

    assertThat(run.code()).isNotZero();
    assertThat(run.err()).contains("hold no triplet of split train; there are 3 of test");
  }

  @Test
  void genhowto_is_trained_on_images_of_512_pixels_or_as_they_are_asked_for() throws IOException {
    Path config = models.resolve("stable-diffusion-2/unet/config.json");
    Files.writeString(
        config, Files.readString(config).replaceFirst("\"sample_size\": 8", "\"sample_size\": 96"));

    CommandLineRun usual = train("action", "usual");
    CommandLineRun small = train("action", "small", "--size=128");

    assertThat(usual.code()).as(usual.err()).isZero();
    assertThat(models.resolve("usual/GenHowTo_controlnet_config.json"))
        .content()
        .contains("\"sample_size\" : 64");
    assertThat(small.code()).as(small.err()).isZero();
    assertThat(models.resolve("small/GenHowTo_controlnet_config.json"))
        .content()
        .contains("\"sample_size\" : 16");
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
