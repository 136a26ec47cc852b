package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks as files for PyTorch, and deploy/gpu-check.py that runs them. */
@Tag("slow")
class ScriptExportTest {
  private static final Path MODELS = PublishedModelsTest.PUBLISHED.resolve("models");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "unet, unet, 865910724",
    "controlnet, controlled_unet, 1229986244",
    "vae, decode, 83653863",
    "text, text_hidden_states, 340387840",
    "clip, image_embeddings, 427616513",
    "blip2, image_tokens, 3744679936"
  })
  void a_network_is_written_in_its_published_size(String network, String probe, long numbers)
      throws IOException {
    Path out = folder.resolve("x.pt");

    CommandLineRun run =
        CommandLineRun.of("model", "script", "--network=" + network, "--out=" + out);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("%,d numbers".formatted(numbers));
    try (ZipFile zip = new ZipFile(out.toFile())) {
      JsonNode description = json(zip);
      assertThat(description.path("probe").path("method").asText()).isEqualTo(probe);
      assertThat(numbers(description.path("weights"))).isEqualTo(numbers);
      assertThat(new String(read(zip, "F/code/__torch__.py"), StandardCharsets.UTF_8))
          .contains("def " + probe + "(self: __torch__.F");
    }
  }

  @Test
  void an_unknown_network_is_refused_with_those_that_are_known() {
    CommandLineRun run =
        CommandLineRun.of("model", "script", "--network=gpt", "--out=" + folder.resolve("x.pt"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("--network is 'gpt', expected one of [unet, controlnet, vae, text, clip, blip2]");
  }

  @Test
  void the_check_for_a_graphics_card_runs_on_a_processor() throws Exception {
    assumeTrue(hasPyTorch(), "python3 has no PyTorch");
    for (String network : new String[] {"controlnet", "vae", "text", "clip", "blip2"}) {
      Path part = network.equals("controlnet") ? MODELS.resolve("stable-diffusion-2") : MODELS;
      CommandLineRun run =
          CommandLineRun.of(
              "model",
              "script",
              "--network=" + network,
              "--model=" + part,
              "--out=" + folder.resolve(network + ".pt"));
      assertThat(run.code()).as(run.err()).isZero();
    }
    Path report = folder.resolve("gpu.json");

    Process process =
        new ProcessBuilder(
                "python3",
                "../deploy/gpu-check.py",
                "--scripts=" + folder,
                "--out=" + report,
                "--device=cpu",
                "--size=64",
                "--steps=2",
                "--warm=1",
                "--batches=1,2",
                "--floats=float32",
                "--no-diffusers")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();

    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
    JsonNode found = new ObjectMapper().readTree(report.toFile());
    assertThat(found.path("parity")).hasSize(5);
    for (JsonNode each : found.path("parity")) {
      assertThat(each.path("nan").asInt(-1)).isZero();
      assertThat(each.path("deviation").asDouble()).isGreaterThan(.01);
      assertThat(each.path("eager float32").path("largest").asDouble(1)).isLessThan(1e-5);
      assertThat(each.path("bfloat16").path("mean").asDouble(1)).isLessThan(.1);
    }
    assertThat(found.path("speed").path("float32").path("script")).hasSize(2);
    assertThat(found.path("decoding").path("float32").path("seconds").asDouble()).isPositive();
  }

  private static boolean hasPyTorch() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import torch")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no python3
    }
  }

  private static JsonNode json(ZipFile zip) throws IOException {
    return new ObjectMapper().readTree(read(zip, "F/extra/network.json"));
  }

  private static byte[] read(ZipFile zip, String name) throws IOException {
    return zip.getInputStream(zip.getEntry(name)).readAllBytes();
  }

  private static long numbers(JsonNode weights) {
    long numbers = 0;
    for (JsonNode shape : weights) {
      long size = 1;
      for (JsonNode dimension : shape) {
        size *= dimension.asLong();
      }
      numbers += size;
    }
    return numbers;
  }
}
