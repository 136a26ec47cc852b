package org.genhowto.generator.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LendingTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final Lending lending = new Lending(freed::incrementAndGet);

  @Test
  void what_nobody_uses_is_freed_when_it_is_closed() {
    assertThat(freed).hasValue(0);
    lending.close();
    lending.close();
    assertThat(freed).hasValue(1);
  }

  @Test
  void the_last_user_frees_what_was_closed_before() {
    assertThat(lending.borrow()).isTrue();
    assertThat(lending.borrow()).isTrue();
    lending.close();
    lending.giveBack();
    assertThat(freed).hasValue(0);
    lending.giveBack();
    assertThat(freed).hasValue(1);
  }

  @Test
  void nobody_borrows_what_is_closed() {
    assertThat(lending.borrow()).isTrue();
    lending.close();
    assertThat(lending.borrow()).isFalse();
    lending.giveBack();
    assertThatThrownBy(lending::giveBack).isInstanceOf(IllegalStateException.class);
    assertThat(freed).hasValue(1);
  }

  @Test
  void nothing_is_freed_under_a_thread_that_has_it() throws Exception {
    for (int round = 0; round < 200; round++) {
      AtomicBoolean gone = new AtomicBoolean();
      AtomicBoolean usedWhenGone = new AtomicBoolean();
      Lending each = new Lending(() -> gone.set(true));
      List<Thread> users = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread user =
            new Thread(
                () -> {
                  while (each.borrow()) {
                    usedWhenGone.compareAndSet(false, gone.get());
                    each.giveBack();
                  }
                });
        users.add(user);
        user.start();
      }
      each.close();
      for (Thread user : users) {
        user.join();
      }
      assertThat(gone).isTrue();
      assertThat(usedWhenGone).isFalse();
    }
  }
}
