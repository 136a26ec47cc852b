package org.genhowto.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Arrays;
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
  void everyStepIsThatOfDiffusers(String network, int steps, int skip) throws IOException {
    Golden golden = Golden.of(manager, "scheduler/" + network);
    String trajectory = "%d-%d/".formatted(steps, skip);
    DdimSampler sampler = new DdimSampler(NoiseSchedule.read(golden.folder()), steps, skip);
    assertThat(Arrays.stream(sampler.timesteps()).asLongStream())
        .containsExactly(box(golden.value(trajectory + "timesteps").toLongArray()));
    NDArray latents = golden.value(trajectory + "latents");
    NDArray x =
        sampler.start(golden.value(trajectory + "clean"), golden.value(trajectory + "noise"));
    assertSame(x, latents.get(0));
    int i = 0;
    for (int t : sampler.timesteps()) {
      x = sampler.step(x, golden.value(trajectory + "outputs").get(i), t);
      i++;
      assertSame(x, latents.get(i));
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
