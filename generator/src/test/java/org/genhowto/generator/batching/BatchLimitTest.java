package org.genhowto.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.sampling.GenHowTo;
import org.junit.jupiter.api.Test;

class BatchLimitTest {
  private final List<Integer> tried = new ArrayList<>();

  /** What a pass of so many takes stays in the allocator's cache. */
  private int byMemory(long before, long fixed, long each, long block) {
    AtomicLong free = new AtomicLong(before);
    return LimitSearch.byMemory(
        free::get,
        latents -> {
          tried.add(latents);
          long taken = (fixed + latents * each + block - 1) / block * block;
          free.set(Math.min(free.get(), before - taken));
        });
  }

  @Test
  void memory_bounds_a_pass_at_nine_tenths() {
    // (900 - 50) / 10
    assertThat(byMemory(1000, 50, 10, 1)).isEqualTo(85);
    assertThat(tried).containsExactly(1, 2);
  }

  @Test
  void blocks_of_the_allocator_do_not_hide_what_a_latent_takes() {
    assertThat(byMemory(100_000, 100, 10, 64)).isBetween(1400, 9000);
    assertThat(tried).startsWith(1, 2, 4);
  }

  @Test
  void one_latent_is_tried_even_where_it_hardly_fits() {
    assertThat(byMemory(100, 60, 35, 1)).isEqualTo(1);
  }

  @Test
  void latents_that_seem_to_take_nothing_are_bounded_by_the_largest_trial() {
    assertThat(byMemory(1000, 50, 0, 1)).isEqualTo(64);
  }

  private int byTime(int most, double... seconds) {
    return LimitSearch.byTime(
        latents -> {
          tried.add(latents);
          return seconds[Integer.numberOfTrailingZeros(latents)];
        },
        most);
  }

  @Test
  void time_bounds_a_pass_where_a_latent_no_longer_gets_cheaper() {
    assertThat(byTime(8, 1, 1.5, 2.4, 4.8)).isEqualTo(4);
    assertThat(byTime(8, 1, 2, 3, 4)).isEqualTo(1);
    assertThat(byTime(8, 1, 1.1, 1.2, 1.3)).isEqualTo(8);
    assertThat(tried).contains(8).doesNotContain(16);
  }

  @Test
  void no_more_is_tried_than_allowed() {
    assertThat(byTime(3, 1, 1.1, 1.2)).isEqualTo(2);
    assertThat(byTime(1, 1)).isEqualTo(1);
    assertThat(tried).containsExactly(1, 2, 1);
  }

  @Test
  void a_processor_is_measured_by_real_passes_that_leave_nothing_behind() {
    try (NDManager manager = NDManager.newBaseManager()) {
      GenHowTo model = new GenHowTo(SmallModels.diffusion(manager, SmallModels.UNET));
      new StepTrial(model).run(1); // The network remembers the methods it was asked for.
      int before = manager.getManagedArrays().size();
      assertThat(BatchLimit.measured(new StepTrial(model), 4).latents()).isIn(1, 2, 4);
      assertThat(manager.getManagedArrays().size()).isEqualTo(before);
    }
  }

  @Test
  void a_limit_of_nothing_is_refused() {
    assertThatThrownBy(() -> BatchLimit.of(0))
        .hasMessage("The batch limit is 0 latents, expected 1 or more");
  }
}
