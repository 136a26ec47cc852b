package org.genhowto.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.loop.LoopBench.P0;
import static org.genhowto.runtime.loop.LoopBench.P1;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.Test;

/** What becomes of records that can be worked on. */
class ExactlyOnceLoopTest extends LoopFixture {
  @Test
  void outputs_and_offsets_of_every_partition_are_committed_in_order() {
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
  void every_output_says_where_it_comes_from() {
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
    Map<String, String> headers = LoopBench.headers(bench.outputs().get(0));
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
  void a_skip_is_counted_under_its_reason_and_committed() {
    try (var loop = bench.loop(input -> Outcome.skip("low-confidence"))) {
      bench.start(loop, 3, P0);
      bench.awaitCommitted(3, List.of(P0));
    }
    assertThat(bench.outputs()).isEmpty();
    assertThat(bench.numbers().skipped()).containsEntry("low-confidence", 3L);
  }

  @Test
  void polling_goes_on_while_a_handler_works() throws Exception {
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
  void closing_waits_for_the_present_call_and_commits_it() throws Exception {
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
  void batches_are_full_or_have_waited_long_enough() {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    BatchHandler<VideoReference> handler =
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
}
