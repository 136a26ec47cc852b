package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.clip.ClipText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stable Diffusion as one file, on the command line. */
@Tag("slow")
class SingleFileTest {
  private static final Path FILES =
      Path.of("../generator/src/test/resources/org/genhowto/generator/golden/single-file");
  private static final Path PUBLISHED = PublishedModelsTest.PUBLISHED;
  private static final Path TOKENIZER = PUBLISHED.resolve("models/stable-diffusion-2/tokenizer");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "sd1, sd.ckpt, stable-diffusion, quick_gelu",
    "sd1, sd.ckpt, edit-friendly, quick_gelu",
    "sd2, sd.safetensors, sdedit, gelu"
  })
  void it_makes_the_images_of_the_folder_with_the_same_tensors(
      String version, String name, String method, String activation) throws IOException {
    Path whole = beside(version, name);
    Path base = folder.resolve("folder");
    TestFolders.copy(TOKENIZER, base.resolve("tokenizer"));
    write(whole, base, activation);

    assertThat(image("asked-for", folder.resolve("models"), method))
        .isEqualTo(image("folder", base, method));
    assertThat(image("file", whole, method)).isEqualTo(image("folder", base, method));
  }

  @Test
  void an_inspection_says_what_it_is_and_what_was_assumed() throws IOException {
    Path first = beside("sd1", "sd.ckpt");
    CommandLineRun one = CommandLineRun.of("model", "inspect", first.toString());
    CommandLineRun two =
        CommandLineRun.of("model", "inspect", beside("sd2", "sd.safetensors").toString());
    Files.writeString(
        first.resolveSibling("sd.yaml"), "model:\n  params:\n    parameterization: \"eps\"\n");
    CommandLineRun stated =
        CommandLineRun.of("model", "inspect", first.resolveSibling("sd.safetensors").toString());

    assertThat(one.code()).as(one.err()).isZero();
    assertThat(one.out())
        .contains("Stable Diffusion 1 in one file, float16, int64; holds unet, vae, text_encoder")
        .contains("predicts noise, as of 512 pixels")
        .containsPattern("unet +UNet2DConditionModel +[\\d,]+ numbers +float16")
        .containsPattern("vae-decoder +AutoencoderKL")
        .containsPattern("text-encoder +CLIPTextModel");
    assertThat(two.out())
        .contains("Stable Diffusion 2 in one file, bfloat16")
        .contains("predicts velocity, as of 768 pixels (assumed; sd.yaml with the line");
    assertThat(stated.out()).contains("predicts noise, as of 512 pixels, as sd.yaml says");
  }

  @Test
  void an_inspection_of_a_folder_lists_the_parts_of_its_files() throws IOException {
    beside("sd1", "sd.ckpt");

    CommandLineRun run = CommandLineRun.of("model", "inspect", folder.resolve("models").toString());

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out()).contains("sd.ckpt/unet/", "sd.ckpt/vae/", "sd.ckpt/text_encoder/");
  }

  @Test
  void one_network_of_it_can_be_called() throws IOException {
    Path whole = beside("sd1", "sd.ckpt");
    Path out = folder.resolve("out.safetensors");
    Path in = folder.resolve("in.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights.save(in, Map.of("sample", manager.ones(new Shape(1, 4, 4, 4))), DataType.FLOAT32);
    }

    CommandLineRun run =
        CommandLineRun.of(
            "model",
            "forward",
            "--model=" + whole,
            "--network=vae-decoder",
            "--in=" + in,
            "--out=" + out);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("sample (1, 3, 8, 8)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.diffusion_model.out.2.bias | has no tensor, holds no text encoder",
        "conditioner.embedders.0.x | is Stable Diffusion XL",
        "control_model.out.2.bias | is a ControlNet for pictures in its original layout"
      })
  void other_files_are_refused_with_what_they_are(String tensor, String reason) {
    Path file = folder.resolve("other.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray four = manager.ones(new Shape(4));
      Weights.save(file, Map.of(tensor, four), DataType.FLOAT32);
    }

    CommandLineRun inspect = CommandLineRun.of("model", "inspect", file.toString());
    CommandLineRun generate = generate("none", file, "sdedit");

    assertThat(inspect.code()).isEqualTo(2);
    String pattern = reason.replace(", ", "|");
    assertThat(inspect.err() + inspect.out()).containsPattern(pattern);
    assertThat(generate.code()).isEqualTo(2);
    assertThat(generate.err()).containsPattern(pattern);
  }

  @Test
  void without_a_tokenizer_beside_it_one_is_asked_for() throws IOException {
    Path whole = beside("sd1", "sd.ckpt");
    Path alone = Files.createDirectories(folder.resolve("alone")).resolve("sd.ckpt");
    Files.copy(whole, alone);

    CommandLineRun run = generate("none", alone, "sdedit");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("holds no tokenizer").contains("openai/clip-vit-large-patch14");
  }

  /** The file in a folder with a tokenizer. */
  private Path beside(String version, String name) throws IOException {
    Path models = folder.resolve("models");
    if (Files.notExists(models)) {
      TestFolders.copy(TOKENIZER, models.resolve("tokenizer"));
    }
    return Files.copy(FILES.resolve(version).resolve(name), models.resolve(name));
  }

  private static void write(Path whole, Path base, String activation) throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Denoiser unet = DenoiserFiles.loadBase(manager, whole.resolve("unet"));
        Autoencoder vae = AutoencoderFiles.load(manager, whole.resolve("vae"));
        ClipText text = ClipText.load(manager, whole.resolve("text_encoder"))) {
      DenoiserFiles.saveBase(
          base.resolve("unet"),
          unet.config(),
          unet.network().weights().under(Denoiser.UNET),
          DataType.FLOAT32);
      AutoencoderFiles.save(
          base.resolve("vae"), vae.config(), vae.network().weights().all(), DataType.FLOAT32);
      Path encoder = Files.createDirectories(base.resolve("text_encoder"));
      text.network().weights().save(encoder.resolve("model.safetensors"), DataType.FLOAT32);
      Files.writeString(
          encoder.resolve("config.json"),
          """
          {"architectures": ["CLIPTextModel"], "hidden_size": 32, "intermediate_size": 64,
           "num_hidden_layers": 2, "num_attention_heads": 1, "hidden_act": "%s",
           "vocab_size": 528, "max_position_embeddings": 9, "eos_token_id": 527}
          """
              .formatted(activation));
    }
    Path scheduler = Files.createDirectories(base.resolve("scheduler"));
    Files.writeString(
        scheduler.resolve("scheduler_config.json"),
        """
        {"_class_name": "DDIMScheduler", "beta_start": 0.00085, "beta_end": 0.012,
         "beta_schedule": "scaled_linear", "clip_sample": false, "set_alpha_to_one": false,
         "steps_offset": 1, "prediction_type": "%s"}
        """
            .formatted(activation.equals("gelu") ? "v_prediction" : "epsilon"));
  }

  private byte[] image(String name, Path model, String method) throws IOException {
    CommandLineRun run = generate(name, model, method);
    assertThat(run.code()).as(run.err()).isZero();
    return Files.readAllBytes(folder.resolve(name + ".png"));
  }

  private CommandLineRun generate(String name, Path model, String method) {
    return CommandLineRun.of(
        "generate",
        "--local",
        "--method=" + method,
        "--target=final-state",
        "--steps=4",
        "--skip=" + (method.equals("stable-diffusion") ? 0 : 1),
        "--size=64",
        "--prompt=a sliced apple!",
        "--model=" + model,
        "--image=" + PUBLISHED.resolve("input.png"),
        "--out=" + folder.resolve(name + ".png"));
  }
}
