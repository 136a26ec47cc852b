package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The command line on folders as they are published, against what PyTorch, diffusers and
 * transformers compute with them: src/test/python/published.py.
 */
@Tag("slow")
class PublishedModelsTest {
  static final Path PUBLISHED = CommandLineRun.resource("published");
  private static final Path MODELS = PUBLISHED.resolve("models");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "unet,stable-diffusion-2",
    "controlnet,.",
    "vae-encoder,.",
    "vae-decoder,stable-diffusion-2/vae",
    "text-encoder,stable-diffusion-2",
    "clip-image,clip",
    "clip-text,.",
    "localizer,.",
    "blip2,blip2"
  })
  void a_network_gives_what_the_reference_gives(String network, String part) {
    Path out = folder.resolve("out.safetensors");

    CommandLineRun run =
        CommandLineRun.of(
            "model",
            "forward",
            "--model=" + MODELS.resolve(part),
            "--network=" + network,
            "--in=" + PUBLISHED.resolve(network + ".in.safetensors"),
            "--out=" + out);

    assertThat(run.code()).as(run.err()).isZero();
    try (NDManager manager = NDManager.newBaseManager();
        Weights actual = Weights.load(manager, out);
        Weights expected = Weights.load(manager, PUBLISHED.resolve(network + ".out.safetensors"))) {
      assertThat(actual.names()).containsExactlyInAnyOrderElementsOf(expected.names());
      for (String name : expected.names()) {
        assertThat(actual.get(name).getShape()).isEqualTo(expected.get(name).getShape());
        assertThat(actual.get(name).toType(DataType.FLOAT32, false).toFloatArray())
            .as(name)
            .containsExactly(expected.get(name).toFloatArray(), within(1e-4f));
      }
    }
  }

  @Test
  void a_whole_image_is_that_of_the_reference_pipeline() throws IOException {
    Path out = folder.resolve("image.png");

    CommandLineRun run =
        CommandLineRun.of(
            "generate",
            "--local",
            "--target=final-state",
            "--steps=12",
            "--skip=2",
            "--guidance=9",
            "--prompt=a sliced apple on a table",
            "--model=" + MODELS,
            "--image=" + PUBLISHED.resolve("input.png"),
            "--noise=" + PUBLISHED.resolve("noise.safetensors"),
            "--out=" + out);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("denoising 10/10");
    RgbImage actual = Images.decode(Files.readAllBytes(out));
    RgbImage expected = Images.decode(Files.readAllBytes(PUBLISHED.resolve("image.png")));
    int near = 0;
    for (int i = 0; i < expected.rgb().length; i++) {
      int difference = Byte.toUnsignedInt(actual.rgb()[i]) - Byte.toUnsignedInt(expected.rgb()[i]);
      near += Math.abs(difference) <= 1 ? 1 : 0;
    }
    assertThat(actual.rgb()).hasSameSizeAs(expected.rgb());
    assertThat(near).isGreaterThanOrEqualTo((int) Math.ceil(.999 * expected.rgb().length));
  }

  @Test
  void an_inspection_lists_networks_and_what_they_serve() {
    CommandLineRun run = CommandLineRun.of("model", "inspect", MODELS.toString());

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out())
        .containsPattern("unet +UNet2DConditionModel +97,380 numbers +float16 +190 KiB")
        .containsPattern("controlnet +ControlNetModel +42,376 numbers")
        .containsPattern("generator +can run for final-state\n")
        .containsPattern("captioner +can run\n")
        .containsPattern("localizer +can run\n")
        .containsPattern("evaluator +can run without inception\n");
  }

  @Test
  void what_is_not_there_is_said() {
    CommandLineRun part =
        CommandLineRun.of("model", "inspect", MODELS.resolve("stable-diffusion-2").toString());

    assertThat(part.code()).isZero();
    assertThat(part.out())
        .containsPattern("generator +misses controlnet\n")
        .containsPattern("captioner +misses blip2\n");
    assertThat(forward("inception", MODELS).err())
        .contains("holds no inception (fid_inception_v3)");
    assertThat(forward("unet", MODELS).err())
        .contains("holds several of unet")
        .contains("GenHowTo-STATES-96h-v1, stable-diffusion-2/unet");
    assertThat(forward("upscaler", MODELS).err()).contains("expected one of [unet, controlnet");
    assertThat(forward("clip-image", folder.resolve("none")).err())
        .contains("There is no model folder at");
  }

  @Test
  void arguments_that_do_not_fit_are_named() {
    CommandLineRun run =
        CommandLineRun.of(
            "model",
            "forward",
            "--model=" + MODELS.resolve("clip"),
            "--network=clip-image",
            "--in=" + PUBLISHED.resolve("unet.in.safetensors"),
            "--out=" + folder.resolve("out"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("The input pixel_values is missing; there are [");
  }

  private CommandLineRun forward(String network, Path model) {
    CommandLineRun run =
        CommandLineRun.of(
            "model",
            "forward",
            "--model=" + model,
            "--network=" + network,
            "--in=" + PUBLISHED.resolve("unet.in.safetensors"),
            "--out=" + folder.resolve("out"));
    assertThat(run.code()).isEqualTo(2);
    return run;
  }
}
