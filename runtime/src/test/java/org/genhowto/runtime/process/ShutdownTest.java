package org.genhowto.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ShutdownTest {
  private final BlockingQueue<Integer> halts = new LinkedBlockingQueue<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  private Shutdown shutdown(Duration grace) {
    return new Shutdown(grace, halts::add);
  }

  @Test
  void parts_are_closed_at_the_same_time_and_a_failing_one_spares_the_others() {
    Shutdown shutdown = shutdown(Duration.ofMinutes(1));
    CyclicBarrier both = new CyclicBarrier(2);
    shutdown.begin("a test");

    shutdown.close(
        Map.of(
            "one",
            () -> meet(both, "one"),
            "two",
            () -> meet(both, "two"),
            "three",
            () -> {
              throw new IllegalStateException("cannot be closed");
            }));

    shutdown.end();
    assertThat(closed).containsExactlyInAnyOrder("one", "two");
    assertThat(halts).isEmpty();
  }

  @Test
  void what_hangs_at_the_end_of_the_grace_no_longer_holds_the_process_up() throws Exception {
    Shutdown shutdown = shutdown(Duration.ofMillis(50));
    CountDownLatch never = new CountDownLatch(1);
    shutdown.begin("a test");
    Thread closing = new Thread(() -> shutdown.close(Map.of("hanging", () -> await(never))));
    closing.start();

    assertThat(halts.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(closing.isAlive()).isTrue();
    never.countDown();
    closing.join();
  }

  @Test
  void a_shutdown_that_has_ended_halts_nothing() throws Exception {
    Shutdown shutdown = shutdown(Duration.ofMillis(20));
    shutdown.begin("a test");
    shutdown.begin("once more");
    shutdown.end();

    assertThat(halts.poll(200, TimeUnit.MILLISECONDS)).isNull();
  }

  private void meet(CyclicBarrier barrier, String name) {
    try {
      barrier.await();
      closed.add(name);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
