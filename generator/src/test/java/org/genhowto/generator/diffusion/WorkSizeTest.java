package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import org.genhowto.generator.SmallModels;
import org.junit.jupiter.api.Test;

class WorkSizeTest {
  @Test
  void small_work_is_done_by_one_thread_and_large_work_by_all() {
    assertThat(WorkSize.threads(SmallModels.UNET, 16, 8)).isEqualTo(1);
    assertThat(WorkSize.threads(UNetConfig.STABLE_DIFFUSION_2, 64, 8)).isEqualTo(8);
    assertThat(WorkSize.threads(UNetConfig.STABLE_DIFFUSION_2, 64, 1)).isEqualTo(1);
    assertThat(WorkSize.threads(UNetConfig.STABLE_DIFFUSION_2, 64, 64)).isBetween(30, 48);
    assertThat(WorkSize.threads(UNetConfig.STABLE_DIFFUSION_2, 16, 8)).isEqualTo(2);
  }
}
