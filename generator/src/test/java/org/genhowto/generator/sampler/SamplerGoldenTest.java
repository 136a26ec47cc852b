package org.genhowto.generator.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.genhowto.generator.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sampler goes as the scheduler of diffusers 0.42.1 that its folder's file names: numbers
 * from src/test/python/golden_samplers.py.
 */
class SamplerGoldenTest {
  private final NDManager manager = NDManager.newBaseManager();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<Integer> cases() throws IOException {
    return IntStream.range(0, read().size()).boxed();
  }

  private static JsonNode read() throws IOException {
    Path file = Golden.root().resolve("samplers/cases.json");
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void there_are_many_configurations_and_all_samplers_are_among_them() throws IOException {
    List<String> kinds = new ArrayList<>();
    read().forEach(each -> kinds.add(each.path("sampler").asText()));

    assertThat(kinds).hasSizeGreaterThanOrEqualTo(30).containsAll(SamplerKind.spellings());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void every_step_is_that_of_diffusers(int number) throws IOException {
    JsonNode each = read().get(number);
    Path file = folder.resolve(NoiseSchedule.FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, each.path("config").toString());
    SamplerKind kind = SamplerKind.of(each.path("sampler").asText());
    NoiseSchedule schedule = NoiseSchedule.read(folder);
    int skip = each.path("skip").asInt();
    Sampler sampler = kind.over(schedule, each.path("steps").asInt(), skip);

    if (kind != SamplerKind.DDIM_ETA) { // Its class's own is without noise.
      assertThat(schedule.ownSampler()).isEqualTo(kind);
    }
    NDArray timesteps = value(number, "timesteps");
    assertThat(sampler.steps())
        .isEqualTo(timesteps.size())
        .isEqualTo(kind.passes(each.path("steps").asInt() - skip));
    for (int i = 0; i < sampler.steps(); i++) {
      assertThat(sampler.timestep(i)).isCloseTo(timesteps.getFloat(i), within(2e-3));
    }
    assertSame(
        sampler.noised(value(number, "clean"), value(number, "drawn"), 0),
        value(number, "latents").get(0));
    if (skip == 0) {
      assertSame(sampler.start(value(number, "drawn")), value(number, "pure"));
    }
    follow(number, sampler);
  }

  private void follow(int number, Sampler sampler) {
    NDArray latents = value(number, "latents");
    NDArray x = latents.get(0);
    List<NDArray> memory = List.of();
    int draws = 0;
    for (int i = 0; i < sampler.steps(); i++) {
      assertSame(sampler.modelInput(x, i), value(number, "inputs").get(i));
      NDArray output = value(number, "outputs").get(i);
      Sampler.Next next =
          sampler.step(x, output, i, memory, (mean, step) -> value(number, "noise").get(step));
      draws += sampler.noiseDeviation(i) == 0 ? 0 : 1;
      memory = next.memory();
      x = next.latent();
      assertSame(x, latents.get(i + 1));
    }
    assertThat(draws).isLessThanOrEqualTo(sampler.steps());
  }

  private NDArray value(int number, String name) {
    return golden().value(number + "/" + name);
  }

  private Golden golden() {
    return Golden.of(manager, "samplers");
  }

  /** Relative to the latents' size: without a network they may grow. */
  private static void assertSame(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float size = Math.max(1, expected.abs().max().getFloat());
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f * size);
  }
}
