package org.genhowto.generator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.sampling.GenHowTo;
import org.junit.jupiter.api.Test;

class BatchBenchTest {
  @Test
  void steps_together_and_apart_are_measured_and_leave_nothing_behind() {
    try (NDManager manager = NDManager.newBaseManager()) {
      BatchBench bench =
          new BatchBench(new GenHowTo(SmallModels.diffusion(manager, SmallModels.UNET)), 1);
      bench.measure(1);
      int before = manager.getManagedArrays().size();
      BatchBench.Result result = bench.measure(3);
      assertThat(result.requests()).isEqualTo(3);
      assertThat(result.together().wall()).isPositive();
      assertThat(result.apart().wall()).isPositive();
      assertThat(manager.getManagedArrays().size()).isEqualTo(before);
    }
  }
}
