package org.genhowto.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.loop.LoopBench.P0;
import static org.genhowto.runtime.loop.LoopBench.P1;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;

/** Partitions that go away, and transactions that fail. */
class ExactlyOnceTransactionsTest extends LoopFixture {
  @Test
  void work_on_a_partition_that_went_away_is_thrown_away() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch revoked = new CountDownLatch(1);
    try (var loop =
        bench.loop(
            input -> {
              working.countDown();
              revoked.await();
              return LoopBench.measured(input);
            })) {
      bench.start(loop, List.of(bench.input(P0, 0)), P0, P1);
      working.await();
      bench.consumer.schedulePollTask(
          () -> {
            bench.consumer.rebalance(List.of(P1));
            bench.consumer.addRecord(bench.input(P1, 0));
            revoked.countDown();
          });
      bench.awaitCommitted(1, List.of(P1));
    }
    assertThat(bench.outputKeys()).containsExactly("video-1-0");
    assertThat(bench.committed(P0)).isZero();
  }

  @Test
  void work_that_is_done_when_its_partition_goes_away_is_committed_first() {
    CountDownLatch polling = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch revoked = new CountDownLatch(1);
    try (var loop =
        bench.loop(
            input -> {
              if (input.offset() == 0) {
                polling.await(); // Ends while the loop polls, so the loop does not know it yet.
              } else {
                second.countDown(); // The first record is done now.
                revoked.await();
              }
              return LoopBench.measured(input);
            })) {
      bench.start(loop, List.of(bench.keyed(P0, 0), bench.keyed(P0, 1)), P0);
      Await.until("both handed out", () -> bench.numbers().inFlight() == 2);
      bench.consumer.schedulePollTask(
          () -> {
            polling.countDown();
            awaitQuietly(second);
            bench.consumer.rebalance(List.of());
            revoked.countDown();
          });
      bench.awaitCommitted(1, List.of(P0));
    }
    assertThat(bench.outputKeys()).containsExactly("video-0-0");
  }

  @Test
  void after_a_failed_transaction_the_work_is_done_again_from_the_committed_offset() {
    List<Long> handled = new CopyOnWriteArrayList<>();
    AtomicInteger firsts = new AtomicInteger();
    try (var loop =
        bench.loop(
            input -> {
              handled.add(input.offset());
              if (firsts.getAndIncrement() == 0) {
                bench.producers.get(0).commitTransactionException =
                    new CommitFailedException("the group has moved on");
                // A mock hands records out once: what the seek goes back to is added again.
                bench.consumer.schedulePollTask(() -> bench.consumer.addRecord(bench.input(P0, 0)));
              }
              return LoopBench.measured(input);
            })) {
      bench.start(loop, List.of(bench.input(P0, 0)), P0);
      bench.awaitCommitted(1, List.of(P0));
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(handled).containsExactly(0L, 0L);
    assertThat(bench.outputKeys()).containsExactly("video-0-0");
    assertThat(bench.producers).hasSize(2);
    assertThat(bench.producers.get(0).transactionAborted()).isTrue();
    assertThat(bench.producers.get(0).closed()).isTrue();
  }

  @Test
  void a_fenced_worker_dies() {
    try (var loop =
        bench.loop(
            input -> {
              bench.producers.get(0).fenceProducer();
              return LoopBench.measured(input);
            })) {
      bench.start(loop, 1, P0);
      Await.until("failure", () -> loop.failure().isPresent());
      assertThat(loop.failure().orElseThrow()).isInstanceOf(ProducerFencedException.class);
    }
    assertThat(bench.outputs()).isEmpty();
    assertThat(bench.committed(P0)).as("what was lost with the transaction is not done").isZero();
    assertThat(bench.producers).as("the successor is not shut out in turn").hasSize(1);
  }

  @Test
  void a_worker_that_closes_after_a_failed_transaction_commits_nothing_of_it() {
    try (var loop =
        bench.loop(
            input -> {
              bench.producers.get(0).commitTransactionException =
                  new CommitFailedException("the group has moved on");
              return LoopBench.measured(input);
            })) {
      bench.start(loop, 1, P0);
      Await.until("given up", () -> !bench.producers.isEmpty() && bench.producers.get(0).closed());
    }
    assertThat(bench.outputs()).isEmpty();
    assertThat(bench.committed(P0)).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
