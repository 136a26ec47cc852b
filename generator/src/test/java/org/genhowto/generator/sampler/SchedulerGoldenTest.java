package org.genhowto.generator.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.genhowto.generator.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trajectories equal to DDIMScheduler's of diffusers 0.18.2, under its scheduler_config.json:
 * Stable Diffusion's with both predictions, and one with the scheduler's own defaults.
 */
class SchedulerGoldenTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "epsilon, 10, 3", "epsilon, 30, 25", "epsilon, 7, 0",
    "velocity, 10, 3", "velocity, 30, 25", "velocity, 7, 0",
    "plain, 10, 3", "plain, 30, 25", "plain, 7, 0"
  })
  void every_step_is_that_of_diffusers(String network, int steps, int skip) throws IOException {
    Golden golden = Golden.of(manager, "scheduler/" + network);
    String trajectory = "%d-%d/".formatted(steps, skip);
    Sampler sampler = new DdimSampler(NoiseSchedule.read(golden.folder()), steps, skip);
    assertThat(IntStream.range(0, sampler.steps()).mapToLong(i -> (long) sampler.timestep(i)))
        .containsExactly(box(golden.value(trajectory + "timesteps").toLongArray()));
    NDArray latents = golden.value(trajectory + "latents");
    NDArray x =
        sampler.noised(golden.value(trajectory + "clean"), golden.value(trajectory + "noise"), 0);
    assertSame(x, latents.get(0));
    for (int i = 0; i < sampler.steps(); i++) {
      x = sampler.mean(x, golden.value(trajectory + "outputs").get(i), i);
      assertThat(sampler.noiseDeviation(i)).isZero();
      assertSame(x, latents.get(i + 1));
    }
  }

  /** Relative to the latents' size: without a network they may grow. */
  private static void assertSame(NDArray actual, NDArray expected) {
    float size = Math.max(1, expected.abs().max().getFloat());
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f * size);
  }

  private static Long[] box(long[] values) {
    return Arrays.stream(values).boxed().toArray(Long[]::new);
  }
}
