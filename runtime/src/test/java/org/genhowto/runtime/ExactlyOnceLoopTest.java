package org.genhowto.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.LoopBench.P0;
import static org.genhowto.runtime.LoopBench.P1;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExactlyOnceLoopTest {
  @TempDir Path folder;
  LoopBench bench;

  @BeforeEach
  void setUp() {
    bench = new LoopBench(folder);
  }

  @Test
  void outputsAndOffsetsOfEveryPartitionAreCommittedInOrder() {
    try (var loop = bench.loop(LoopBench::measured)) {
      bench.start(loop, 40, P0, P1);
      bench.awaitCommitted(40, List.of(P0, P1));
    }
    List<String> keys = bench.outputKeys();
    assertThat(keys).hasSize(80).doesNotHaveDuplicates();
    assertThat(keys.stream().filter(key -> key.startsWith("video-1-")).toList())
        .startsWith("video-1-0", "video-1-1", "video-1-2")
        .endsWith("video-1-39");
    assertThat(bench.numbers().emitted()).isEqualTo(80);
    assertThat(bench.numbers().inFlight()).isZero();
  }

  @Test
  void everyOutputSaysWhereItComesFrom() {
    try (var loop = bench.loop(LoopBench::measured)) {
      var input = bench.input(P0, 0);
      input
          .headers()
          .add("message-id", "m1".getBytes(StandardCharsets.UTF_8))
          .add(
              "traceparent",
              "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
                  .getBytes(StandardCharsets.UTF_8));
      bench.start(loop, List.of(input), P0);
      bench.awaitCommitted(1, List.of(P0));
    }
    Map<String, String> headers = headers(bench.outputs().get(0));
    assertThat(headers)
        .containsEntry("message-id", "tester:video-references-0@0#0")
        .containsEntry("causation-id", "m1")
        .containsEntry("producer", "tester")
        .containsEntry("attempt", "1")
        .containsKey("created-at");
    assertThat(headers.get("traceparent"))
        .matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01")
        .doesNotContain("b7ad6b7169203331");
  }

  @Test
  void aSkipIsCountedUnderItsReasonAndCommitted() {
    try (var loop = bench.loop(input -> Outcome.skip("low-confidence"))) {
      bench.start(loop, 3, P0);
      bench.awaitCommitted(3, List.of(P0));
    }
    assertThat(bench.outputs()).isEmpty();
    assertThat(bench.numbers().skipped()).containsEntry("low-confidence", 3L);
  }

  @Test
  void whatIsRejectedBecomesADeadLetterInTheSameTransaction() {
    try (var loop = bench.loop(input -> Outcome.reject("category is blank, expected a name"))) {
      var input = bench.input(P0, 0);
      input.headers().add("traceparent", new byte[] {1, 2, 3});
      bench.start(loop, List.of(input), P0);
      bench.awaitCommitted(1, List.of(P0));
      // Then
      ProducerRecord<byte[], byte[]> letter = bench.outputs().get(0);
      assertThat(letter.topic()).isEqualTo("tester.dead-letters");
      assertThat(letter.key()).isEqualTo(input.key());
      assertThat(letter.value()).isEqualTo(input.value());
      assertThat(letter.headers().lastHeader("traceparent").value())
          .isEqualTo(new byte[] {1, 2, 3});
      assertThat(headers(letter))
          .containsEntry("dead-letter-exception", "rejected")
          .containsEntry("dead-letter-message", "category is blank, expected a name")
          .containsEntry("dead-letter-topic", "video-references")
          .containsEntry("dead-letter-partition", "0")
          .containsEntry("dead-letter-offset", "0")
          .containsEntry("dead-letter-attempts", "1")
          .containsEntry("dead-letter-worker", "tester")
          .containsKey("dead-letter-time");
      assertThat(bench.producers.get(0).commitCount()).isEqualTo(1);
    }
    assertThat(bench.numbers().deadLetters()).isEqualTo(1);
  }

  @Test
  void bytesThatAreNoRecordBecomeADeadLetterAndTheNextRecordIsWorkedOn() {
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
    try (var loop = bench.loop(LoopBench::measured)) {
      bench.start(loop, List.of(LoopBench.bytes(P0, 0, garbage), bench.input(P0, 1)), P0);
      bench.awaitCommitted(2, List.of(P0));
    }
    assertThat(bench.outputs().get(0).value()).isEqualTo(garbage);
    assertThat(bench.outputKeys()).containsExactly("key", "video-0-1");
  }

  @Test
  void aFailureThatPassesIsTriedAgain() {
    try (var loop =
        bench.loop(
            input -> {
              if (input.attempt() < 3) {
                throw new RetryableException("download broke off", new java.io.IOException("eof"));
              }
              return LoopBench.measured(input);
            })) {
      bench.start(loop, 1, P0);
      bench.awaitCommitted(1, List.of(P0));
    }
    assertThat(bench.outputKeys()).containsExactly("video-0-0");
    assertThat(headers(bench.outputs().get(0))).containsEntry("attempt", "3");
    assertThat(bench.numbers().retries()).isEqualTo(2);
  }

  @Test
  void aFailureThatDoesNotPassBecomesADeadLetterWithItsCauses() {
    try (var loop =
        bench.loop(
            input -> {
              throw new RetryableException("download broke off", new java.io.IOException("eof"));
            })) {
      bench.start(loop, 1, P0);
      bench.awaitCommitted(1, List.of(P0));
    }
    assertThat(headers(bench.outputs().get(0)))
        .containsEntry("dead-letter-exception", RetryableException.class.getName())
        .containsEntry(
            "dead-letter-message", "download broke off; because of java.io.IOException: eof")
        .containsEntry("dead-letter-attempts", "3");
  }

  @Test
  void aBugStopsTheWorkerWithItsOffsetNotCommitted() {
    try (var loop =
        bench.loop(
            input -> {
              if (input.offset() == 2) {
                throw new IllegalStateException("a bug");
              }
              return LoopBench.measured(input);
            })) {
      bench.start(loop, 5, P0);
      Await.until("failure", () -> loop.failure().isPresent());
      assertThat(loop.failure().orElseThrow()).hasRootCauseMessage("a bug");
      Await.until("stop", () -> !loop.ready());
    }
    assertThat(bench.committed(P0)).isEqualTo(2);
    assertThat(bench.outputKeys()).containsExactly("video-0-0", "video-0-1");
  }

  @Test
  void anOutputThatIsTooLargeForKafkaMakesItsInputADeadLetter() {
    String large = "x".repeat(1_100_000);
    try (var loop =
        bench.loop(
            input ->
                Outcome.emit(
                    new Output<>(
                        Topics.VIDEO_REFERENCES,
                        "k",
                        org.genhowto.schemas.VideoReference.newBuilder(input.value())
                            .setUri(large)
                            .build())))) {
      bench.start(loop, 1, P0);
      bench.awaitCommitted(1, List.of(P0));
    }
    assertThat(headers(bench.outputs().get(0)).get("dead-letter-message"))
        .contains("its output to video-references has 11000", "expected at most 1000000");
  }

  @Test
  void workOnAPartitionThatWentAwayIsThrownAway() throws Exception {
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
    assertThat(bench.committed()).doesNotContainKey(P0);
  }

  @Test
  void workThatIsDoneWhenItsPartitionGoesAwayIsCommittedFirst() {
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
      bench.start(loop, 2, P0);
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
  void afterAFailedTransactionTheWorkIsDoneAgainFromTheCommittedOffset() {
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
  void aFencedWorkerDies() {
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
    assertThat(bench.producers).hasSize(1);
  }

  @Test
  void pollingGoesOnWhileAHandlerWorks() throws Exception {
    CountDownLatch enough = new CountDownLatch(1);
    try (var loop =
        bench.loop(
            input -> {
              enough.await();
              return LoopBench.measured(input);
            })) {
      bench.start(loop, 1, P0);
      Await.until("in flight", () -> bench.numbers().inFlight() == 1);
      for (int i = 0; i < 3; i++) {
        CountDownLatch polled = new CountDownLatch(1);
        bench.consumer.schedulePollTask(polled::countDown);
        polled.await();
      }
      enough.countDown();
      bench.awaitCommitted(1, List.of(P0));
    }
  }

  @Test
  void closingWaitsForThePresentCallAndCommitsIt() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    var loop =
        bench.loop(
            input -> {
              working.countDown();
              enough.await();
              return LoopBench.measured(input);
            });
    bench.start(loop, 3, P0);
    working.await();
    Thread closer = new Thread(loop::close);
    closer.start();
    Await.until("closer waits", () -> closer.getState() == Thread.State.WAITING);
    enough.countDown();
    closer.join();
    // Then
    assertThat(bench.outputKeys()).containsExactly("video-0-0");
    assertThat(bench.committed(P0)).isEqualTo(1);
    assertThat(bench.consumer.closed()).isTrue();
    assertThat(bench.numbers().inFlight()).isZero();
  }

  @Test
  void batchesAreFullOrHaveWaitedLongEnough() {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    BatchHandler<org.genhowto.schemas.VideoReference> handler =
        batch -> {
          sizes.add(batch.size());
          List<Outcome> outcomes = new ArrayList<>();
          batch.forEach(one -> outcomes.add(Outcome.emit()));
          outcomes.set(0, LoopBench.measured(batch.get(0)));
          return outcomes;
        };
    try (var loop = bench.batches(handler, LoopBench.SETTINGS.batches(4, Duration.ofMillis(100)))) {
      bench.start(loop, 10, P0);
      bench.awaitCommitted(10, List.of(P0));
    }
    assertThat(sizes).containsExactly(4, 4, 2);
    assertThat(bench.outputKeys()).containsExactly("video-0-0", "video-0-4", "video-0-8");
  }

  @Test
  void aBadRecordInABatchAloneBecomesADeadLetter() {
    try (var loop =
        bench.batches(
            batch -> batch.stream().map(LoopBench::measured).toList(),
            LoopBench.SETTINGS.batches(3, Duration.ofMinutes(1)))) {
      bench.start(
          loop,
          List.of(bench.input(P0, 0), LoopBench.bytes(P0, 1, new byte[] {9}), bench.input(P0, 2)),
          P0);
      bench.awaitCommitted(3, List.of(P0));
    }
    assertThat(bench.outputKeys()).containsExactly("video-0-0", "key", "video-0-2");
    assertThat(bench.producers.get(0).commitCount()).isEqualTo(1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, String> headers(ProducerRecord<?, ?> record) {
    Map<String, String> headers = new TreeMap<>();
    record
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return headers;
  }
}
