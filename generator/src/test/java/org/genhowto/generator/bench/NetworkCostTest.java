package org.genhowto.generator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.genhowto.generator.diffusion.UNetConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counted by PyTorch 2.7.1's FlopCounterMode on diffusers 0.18.2's full-size networks. */
class NetworkCostTest {

  @ParameterizedTest
  @CsvSource({"64, 1, 1080925716480", "16, 2, 125962076160"})
  void operations_are_those_that_py_torch_counts(long side, long batch, double expected) {
    NetworkCost cost = new NetworkCost(UNetConfig.STABLE_DIFFUSION_2, side, batch, 77);
    assertThat(cost.operations()).isCloseTo(expected, within(1.0));
  }
}
