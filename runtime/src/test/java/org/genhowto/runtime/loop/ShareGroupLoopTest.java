package org.genhowto.runtime.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.genhowto.runtime.blob.FileBlobStore;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.metrics.WorkerNumbers;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShareGroupLoopTest {
  private static final ShareSettings SETTINGS =
      new ShareSettings(
          LoopBench.QUICK,
          Duration.ofMillis(150),
          3,
          Duration.ofSeconds(20),
          Duration.ofSeconds(10));

  /** Gives a present call up at once when it is closed. */
  private static final ShareSettings HASTY =
      new ShareSettings(
          LoopBench.QUICK, Duration.ofMillis(150), 3, Duration.ofSeconds(20), Duration.ofMillis(1));

  @TempDir Path folder;
  final FakeShareGroup group = new FakeShareGroup();
  Platform platform;

  @BeforeEach
  void setUp() {
    platform =
        new Platform(
            new KafkaConnection("nowhere:1", "mock://none", Map.of(), Map.of()),
            AvroSerdes.at("mock://" + UUID.randomUUID()),
            new FileBlobStore(folder),
            new Telemetry(),
            Clock.systemUTC(),
            "test");
  }

  @Test
  void the_result_is_written_before_the_request_is_accepted() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    request(0, 1);
    try (var loop = loop((request, progress) -> result(request))) {
      loop.start();
      awaitAcknowledged("0 ACCEPT");
      sent().forEach(record -> order.add(new String(record.key(), UTF_8)));
    }
    assertThat(order).containsExactly("r0");
    assertThat(numbers().emitted()).isEqualTo(1);
    assertThat(numbers().inFlight()).isZero();
  }

  @Test
  void nothing_is_accepted_while_its_result_cannot_be_written() throws Exception {
    request(0, 1);
    group.producer.sendException = new TimeoutException("no broker");
    try (var loop = loop((request, progress) -> result(request))) {
      loop.start();
      Await.until("handled", () -> numbers().busy().compareTo(Duration.ZERO) > 0);
      assertThat(group.acknowledged()).isEmpty();
      group.producer.sendException = null;
      awaitAcknowledged("0 ACCEPT");
    }
    assertThat(sent()).hasSize(1);
  }

  @Test
  void a_request_is_renewed_while_the_handler_works() throws Exception {
    request(0, 1);
    request(1, 1);
    CountDownLatch enough = new CountDownLatch(1);
    try (var loop =
        loop(
            (request, progress) -> {
              if (request.offset() == 0) {
                enough.await();
              }
              return result(request);
            })) {
      loop.start();
      awaitAcknowledged("0 RENEW");
      enough.countDown();
      awaitAcknowledged("1 ACCEPT");
    }
    assertThat(group.acknowledged()).endsWith("0 ACCEPT", "1 ACCEPT");
  }

  @Test
  void when_the_lock_was_lost_the_result_is_still_written_and_the_next_request_taken()
      throws Exception {
    request(0, 1);
    group.refuseRenewals = true;
    CountDownLatch enough = new CountDownLatch(1);
    try (var loop =
        loop(
            (request, progress) -> {
              if (request.offset() == 0) {
                enough.await();
              }
              return result(request);
            })) {
      loop.start();
      awaitAcknowledged("0 refused RENEW");
      group.refuseRenewals = false;
      request(1, 1);
      enough.countDown();
      awaitAcknowledged("1 ACCEPT");
    }
    assertThat(group.acknowledged()).doesNotContain("0 ACCEPT");
    assertThat(sent()).hasSize(2);
    assertThat(numbers().inFlight()).isZero();
  }

  @Test
  void what_is_rejected_becomes_a_dead_letter_first() throws Exception {
    request(0, 1);
    try (var loop = loop((request, progress) -> Outcome.reject("prompt has 0 characters"))) {
      loop.start();
      awaitAcknowledged("0 REJECT");
    }
    var letter = sent().get(0);
    assertThat(letter.topic()).isEqualTo("tester.dead-letters");
    assertThat(LoopBench.headers(letter))
        .containsEntry("dead-letter-message", "prompt has 0 characters");
  }

  @Test
  void the_last_delivery_is_a_dead_letter_without_a_call() throws Exception {
    request(0, 3);
    try (var loop =
        loop(
            (request, progress) -> {
              throw new AssertionError("called");
            })) {
      loop.start();
      awaitAcknowledged("0 REJECT");
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(LoopBench.headers(sent().get(0)))
        .containsEntry("dead-letter-attempts", "3")
        .hasEntrySatisfying(
            "dead-letter-message", message -> assertThat(message).startsWith("handed out 3 times"));
  }

  @Test
  void a_failure_that_passes_is_tried_again_within_the_delivery() throws Exception {
    request(0, 2);
    List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
    try (var loop =
        loop(
            (request, progress) -> {
              attempts.add(request.attempt());
              if (attempts.size() < 3) {
                throw new RetryableException("store is away", new IOException("refused"));
              }
              return result(request);
            })) {
      loop.start();
      awaitAcknowledged("0 ACCEPT");
    }
    assertThat(attempts).containsExactly(2, 3, 4);
  }

  @Test
  void whatever_a_handler_throws_is_its_request_s_end_and_the_next_is_worked_on() throws Exception {
    request(0, 1);
    request(1, 1);
    try (var loop =
        loop(
            (request, progress) -> {
              if (request.offset() == 0) {
                throw new StackOverflowError("a bug");
              }
              return result(request);
            })) {
      loop.start();
      awaitAcknowledged("1 ACCEPT");
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(group.acknowledged()).contains("0 REJECT");
    assertThat(LoopBench.headers(sent().get(0)))
        .containsEntry("dead-letter-exception", "java.lang.StackOverflowError")
        .containsEntry("dead-letter-message", "a bug")
        .containsEntry("dead-letter-attempts", "3");
  }

  @Test
  void whoever_waits_for_a_dead_request_is_told() throws Exception {
    request(0, 1);
    RequestHandler<GenerationControl> handler =
        new RequestHandler<>() {
          @Override
          public Outcome handle(Incoming<GenerationControl> request, Progress progress) {
            return Outcome.reject("no such thing");
          }

          @Override
          public List<Output<?>> refused(
              byte @Nullable [] key, @Nullable GenerationControl request, String reason) {
            return List.of(metric(Objects.requireNonNull(request).getRequestId() + ": " + reason));
          }
        };
    try (var loop = loop(handler)) {
      loop.start();
      awaitAcknowledged("0 REJECT");
    }
    assertThat(sent().stream().map(record -> new String(record.key(), UTF_8)))
        .containsExactly("r0", "r0: no such thing");
  }

  @Test
  void what_a_handler_tells_while_it_works_is_sent_before_its_result() throws Exception {
    request(0, 1);
    CountDownLatch told = new CountDownLatch(1);
    try (var loop =
        loop(
            (request, progress) -> {
              progress.tell(metric("progress"));
              told.await();
              return result(request);
            })) {
      loop.start();
      Await.until("told", () -> sent().size() == 1);
      told.countDown();
      awaitAcknowledged("0 ACCEPT");
    }
    assertThat(sent().stream().map(record -> new String(record.key(), UTF_8)))
        .containsExactly("progress", "r0");
  }

  @Test
  void closing_calls_off_the_work_on_the_request_it_hands_back() throws Exception {
    request(0, 1);
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch calledOff = new CountDownLatch(1);
    var loop =
        loop(
            (request, progress) -> {
              working.countDown();
              while (!progress.cancelled()) {
                Thread.onSpinWait();
              }
              calledOff.countDown();
              return result(request);
            },
            HASTY);
    loop.start();
    working.await();
    loop.close();
    assertThat(calledOff.getCount()).isZero();
    assertThat(group.acknowledged()).last().isEqualTo("0 RELEASE");
  }

  @Test
  void closing_hands_a_request_back_that_would_take_too_long() throws Exception {
    request(0, 1);
    CountDownLatch working = new CountDownLatch(1);
    var loop =
        loop(
            (request, progress) -> {
              working.countDown();
              new CountDownLatch(1).await(); // Until it is interrupted.
              return result(request);
            },
            HASTY);
    loop.start();
    working.await();
    loop.close();
    assertThat(group.acknowledged()).last().isEqualTo("0 RELEASE");
    assertThat(numbers().inFlight()).isZero();
  }

  private ShareGroupLoop<GenerationControl> loop(RequestHandler<GenerationControl> handler) {
    return loop(handler, SETTINGS);
  }

  private ShareGroupLoop<GenerationControl> loop(
      RequestHandler<GenerationControl> handler, ShareSettings settings) {
    return new ShareGroupLoop<>(
        "tester",
        platform,
        new ShareGroupLoop.RequestWiring<>(Topics.GENERATION_CONTROL, handler, settings),
        group);
  }

  private void request(long offset, int delivery) throws Exception {
    group.add(
        offset,
        delivery,
        platform
            .serdes()
            .codec(Topics.GENERATION_CONTROL)
            .encode(new GenerationControl("r" + offset, Control.CANCEL)));
  }

  private static Outcome result(Incoming<GenerationControl> request) {
    return Outcome.emit(metric(request.value().getRequestId()));
  }

  private static Output<EvaluationMetric> metric(String name) {
    return new Output<>(
        Topics.EVALUATION_METRICS,
        name,
        EvaluationMetric.newBuilder().setName(name).setValue(1).setSamples(1).setSet("s").build());
  }

  private void awaitAcknowledged(String what) {
    Await.until(what + " in " + group.acknowledged(), () -> group.acknowledged().contains(what));
  }

  /** What was sent, but for the ledger. */
  private List<ProducerRecord<byte[], byte[]>> sent() {
    return group.producer.history().stream()
        .filter(record -> !record.topic().equals(Topics.LEDGER.name()))
        .toList();
  }

  private WorkerNumbers numbers() {
    return platform.telemetry().numbers().get(0);
  }
}
