package org.genhowto.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.loop.LoopBench.P0;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Records that hang, as those of a host that sends nothing, cost their own places and no more. */
class StalledRecordsTest extends LoopFixture {
  private static final int RECORDS = 200;

  /** As many as ingest has on their way. */
  private static final int PLACES = 24;

  /** As many as ingest has from one host. */
  private static final int STALLED = 2;

  @Test
  void all_other_places_go_on_while_two_records_of_two_hundred_hang() {
    CountDownLatch others = new CountDownLatch(RECORDS - STALLED);
    CyclicBarrier allPlaces = new CyclicBarrier(PLACES - STALLED);
    AtomicInteger doneBeside = new AtomicInteger();
    LoopSettings settings =
        new LoopSettings(
            LoopBench.QUICK,
            256,
            1,
            Duration.ZERO,
            PLACES,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10));
    try (var loop =
        bench.loop(
            input -> {
              if (input.offset() < STALLED) {
                others.await();
              } else {
                meet(allPlaces);
                doneBeside.incrementAndGet();
                others.countDown();
              }
              return LoopBench.measured(input);
            },
            settings)) {
      bench.start(loop, IntStream.range(0, RECORDS).mapToObj(n -> bench.keyed(P0, n)).toList(), P0);
      bench.awaitCommitted(RECORDS, List.of(P0));
    }
    // The barrier opens only where all places but the stalled ones work at once.
    assertThat(doneBeside).hasValue(RECORDS - STALLED);
    assertThat((double) PLACES / (PLACES - STALLED)).isLessThan(1.1);
    assertThat(bench.outputKeys()).hasSize(RECORDS).doesNotHaveDuplicates();
  }

  private static void meet(CyclicBarrier barrier) throws InterruptedException {
    try {
      barrier.await();
    } catch (BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
