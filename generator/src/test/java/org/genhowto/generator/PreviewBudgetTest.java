package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PreviewBudgetTest {
  private final AtomicLong now = new AtomicLong(1_000);

  private PreviewBudget every(int steps) {
    return new PreviewBudget(steps, now::get);
  }

  @Test
  void there_is_one_every_so_many_steps() {
    PreviewBudget third = every(3);
    assertThat(third.allows(2)).isFalse();
    assertThat(third.allows(3)).isTrue();
    assertThat(third.allows(4)).isFalse();
    assertThat(third.allows(6)).isTrue();
  }

  @Test
  void none_is_wanted_where_nobody_asks() {
    assertThat(every(0).allows(0)).isFalse();
    assertThat(every(0).allows(5)).isFalse();
  }

  @Test
  void they_are_left_out_while_they_would_take_more_than_a_quarter_of_the_time() {
    PreviewBudget each = every(1);
    now.addAndGet(10);
    each.spend(() -> now.addAndGet(10));
    assertThat(each.allows(2)).isFalse();
    now.addAndGet(59);
    assertThat(each.allows(3)).isFalse(); // 79 since the beginning: 20 is more than 19.75
    now.addAndGet(1);
    assertThat(each.allows(4)).isTrue();
  }
}
