package org.genhowto.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.genhowto.runtime.loop.LoopBench.P0;
import static org.genhowto.runtime.loop.LoopBench.P1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.handler.NotYetException;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.record.RecordSize;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a record, a dependency or a death may do to a worker and its other records: nothing. */
class ExactlyOnceContainmentTest extends LoopFixture {
  /** Ways in which a handler may go wrong. */
  enum Fault {
    NULL_POINTER {
      @Override
      Outcome fail() {
        throw new NullPointerException();
      }
    },
    ILLEGAL_ARGUMENT {
      @Override
      Outcome fail() {
        throw new IllegalArgumentException("invalid URI");
      }
    },
    STACK_OVERFLOW {
      @Override
      Outcome fail() {
        throw new StackOverflowError();
      }
    },
    OUT_OF_MEMORY {
      @Override
      Outcome fail() {
        throw new OutOfMemoryError("a picture of 2^31 pixels");
      }
    },
    LINKAGE {
      @Override
      Outcome fail() {
        throw new NoClassDefFoundError("some/Native");
      }
    },
    CIRCLE_OF_CAUSES {
      @Override
      Outcome fail() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second", first);
        first.initCause(second);
        throw second;
      }
    },
    NO_OUTCOME {
      @Override
      @SuppressWarnings("NullAway") // What a handler must not do.
      Outcome fail() {
        return null;
      }
    };

    abstract Outcome fail();
  }

  private List<ConsumerRecord<byte[], byte[]>> keyed(int records) {
    return keyed(bench, records);
  }

  private static List<ConsumerRecord<byte[], byte[]>> keyed(LoopBench bench, int records) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    IntStream.range(0, records).forEach(offset -> all.add(bench.keyed(P0, offset)));
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void whatever_a_handler_does_ends_its_record_alone(Fault fault) {
    try (var loop =
        bench.loop(input -> input.offset() == 1 ? fault.fail() : LoopBench.measured(input))) {
      bench.start(loop, keyed(4), P0);
      bench.awaitCommitted(4, List.of(P0));
      assertThat(loop.failure()).isEmpty();
      assertThat(loop.ready()).isTrue();
    }
    assertThat(bench.outputKeys())
        .containsExactlyInAnyOrder("video-0-0", "video-0-1", "video-0-2", "video-0-3");
    assertThat(bench.outputs().stream().filter(sent -> sent.topic().equals("tester.dead-letters")))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(LoopBench.headers(letter))
                    .containsEntry("dead-letter-offset", "1")
                    .containsEntry("dead-letter-attempts", "3")
                    .containsKey("dead-letter-message"));
  }

  @Test
  void whatever_a_handler_of_batches_throws_ends_the_bad_record_alone() {
    try (var loop =
        bench.batches(
            batch -> {
              if (batch.stream().anyMatch(one -> one.offset() == 2)) {
                throw new IllegalStateException("cannot bear 2");
              }
              return batch.stream().map(LoopBench::measured).toList();
            },
            LoopBench.SETTINGS.batches(5, Duration.ofMillis(100)))) {
      bench.start(loop, keyed(5), P0);
      bench.awaitCommitted(5, List.of(P0));
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(bench.outputs().stream().map(sent -> sent.topic()).toList())
        .containsExactly(
            "evaluation-metrics",
            "evaluation-metrics",
            "tester.dead-letters",
            "evaluation-metrics",
            "evaluation-metrics");
  }

  @Test
  void a_dependency_that_is_away_is_waited_for_and_nothing_is_counted() {
    AtomicBoolean away = new AtomicBoolean(true);
    List<Integer> attempts = new CopyOnWriteArrayList<>();
    try (var loop =
        bench.loop(
            input -> {
              attempts.add(input.attempt());
              if (away.get()) {
                throw new OutageException("the store does not answer", new IOException("refused"));
              }
              return LoopBench.measured(input);
            })) {
      bench.start(loop, keyed(2), P0);
      Await.until("tried more often than attempts allow", () -> attempts.size() > 3);
      assertThat(loop.waiting()).contains("the store does not answer: refused");
      assertThat(bench.outputs()).isEmpty();
      away.set(false);
      bench.awaitCommitted(2, List.of(P0));
      assertThat(loop.waiting()).isEmpty();
    }
    assertThat(attempts).allMatch(attempt -> attempt == 1);
    assertThat(bench.outputKeys()).containsExactly("video-0-0", "video-0-1");
    assertThat(bench.numbers().deadLetters()).isZero();
  }

  @Test
  void a_record_that_is_tried_again_later_does_not_hold_up_the_others() {
    CountDownLatch others = new CountDownLatch(5);
    try (var loop =
        bench.loop(
            input -> {
              if (input.offset() == 0 && others.getCount() > 0) {
                throw new NotYetException("its host is busy", Duration.ofMillis(5));
              }
              others.countDown();
              return LoopBench.measured(input);
            })) {
      bench.start(loop, keyed(6), P0);
      bench.awaitCommitted(6, List.of(P0));
    }
    assertThat(bench.outputKeys()).hasSize(6).endsWith("video-0-0");
    assertThat(LoopBench.headers(bench.outputs().get(5))).containsEntry("attempt", "1");
  }

  @Test
  void a_source_that_asks_to_be_left_alone_longer_is_and_the_others_go_on() {
    Duration pause = Duration.ofMillis(300); // The loop's own are 1 and 2 ms.
    List<Long> tries = new CopyOnWriteArrayList<>();
    try (var loop =
        bench.loop(
            input -> {
              if (input.offset() == 0) {
                tries.add(System.nanoTime());
                if (input.attempt() == 1) {
                  throw new RetryableException("later", new IOException("429"), pause);
                }
              }
              return LoopBench.measured(input);
            })) {
      bench.start(loop, keyed(4), P0);
      bench.awaitCommitted(4, List.of(P0));
    }
    assertThat(bench.outputKeys()).hasSize(4).endsWith("video-0-0");
    assertThat(Duration.ofNanos(tries.get(1) - tries.get(0))).isGreaterThanOrEqualTo(pause);
  }

  @Test
  void one_of_many_calls_that_takes_long_does_not_hold_up_the_others() {
    CountDownLatch others = new CountDownLatch(40);
    try (var loop =
        bench.loop(
            input -> {
              if (input.offset() == 0) {
                others.await();
              } else {
                others.countDown();
              }
              return LoopBench.measured(input);
            },
            LoopBench.SETTINGS.concurrent(3))) {
      bench.start(loop, keyed(41), P0);
      bench.awaitCommitted(41, List.of(P0));
    }
    assertThat(bench.outputKeys()).hasSize(41).doesNotHaveDuplicates();
  }

  @Test
  void records_of_one_key_keep_their_order() {
    List<Long> handled = new CopyOnWriteArrayList<>();
    try (var loop =
        bench.loop(
            input -> {
              handled.add(input.offset());
              if (input.offset() == 0 && handled.size() < 3) {
                throw new RetryableException("download broke off", new IOException("eof"));
              }
              return LoopBench.measured(input);
            },
            LoopBench.SETTINGS.concurrent(3))) {
      bench.start(loop, 4, P0); // All of one key.
      bench.awaitCommitted(4, List.of(P0));
    }
    assertThat(handled).containsExactly(0L, 0L, 0L, 1L, 2L, 3L);
  }

  @Test
  void what_was_done_beyond_the_committed_offset_is_not_done_again() {
    CountDownLatch never = new CountDownLatch(1);
    try (var loop = bench.loop(stalling(0, never), LoopBench.SETTINGS.concurrent(2))) {
      bench.start(loop, keyed(6), P0);
      Await.until("five of six", () -> bench.outputs().size() == 5);
      bench.before.putAll(bench.committed());
      never.countDown();
    }
    assertThat(Objects.requireNonNull(bench.before.get(P0)).offset()).isZero();

    LoopBench second = new LoopBench(folder);
    second.before.putAll(bench.before);
    try (var loop = second.loop(LoopBench::measured)) {
      second.start(loop, keyed(second, 7), P0);
      second.awaitCommitted(7, List.of(P0));
    }
    assertThat(second.outputKeys()).containsExactly("video-0-0", "video-0-6");
    assertThat(second.numbers().deadLetters()).isZero();
  }

  private static Handler<VideoReference> stalling(long offset, CountDownLatch end) {
    return input -> {
      if (input.offset() == offset) {
        end.await();
      }
      return LoopBench.measured(input);
    };
  }

  @Test
  void a_record_that_kills_the_process_is_set_aside_at_the_third_death() {
    List<Long> handled = new CopyOnWriteArrayList<>();
    LoopBench alive = bench;
    for (int death = 1; death <= 3; death++) {
      CountDownLatch dying = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      LoopBench dead = alive;
      alive = new LoopBench(folder);
      var loop =
          dead.loop(
              input -> {
                handled.add(input.offset());
                if (input.offset() == 2) {
                  dying.countDown();
                  end.await(); // As far as the group is concerned, it died here.
                }
                return LoopBench.measured(input);
              });
      dead.start(loop, keyed(dead, 5), P0);
      Await.until("in hand", () -> dying.getCount() == 0);
      Await.until("those before are committed", () -> dead.committed(P0) == 2);
      alive.before.putAll(dead.committed());
      end.countDown();
      loop.close();
    }
    assertThat(handled.stream().filter(offset -> offset == 2)).hasSize(3);

    LoopBench last = alive;
    try (var loop =
        last.loop(
            input -> {
              assertThat(input.offset()).isNotEqualTo(2);
              return LoopBench.measured(input);
            })) {
      last.start(loop, keyed(last, 5), P0);
      last.awaitCommitted(5, List.of(P0));
    }
    assertThat(last.outputKeys()).containsExactly("video-0-2", "video-0-3", "video-0-4");
    assertThat(LoopBench.headers(last.outputs().get(0)))
        .containsEntry("dead-letter-attempts", "3")
        .hasEntrySatisfying(
            "dead-letter-message", text -> assertThat(text).contains("died 3 times"));
  }

  @Test
  void a_worker_that_leaves_well_leaves_no_suspects() {
    CountDownLatch working = new CountDownLatch(1);
    var loop =
        bench.loop(
            input -> {
              working.countDown();
              new CountDownLatch(1).await();
              return LoopBench.measured(input);
            },
            new LoopSettings(
                LoopBench.QUICK,
                100,
                1,
                Duration.ZERO,
                1,
                Duration.ofMinutes(1),
                Duration.ofMillis(10)));
    bench.start(loop, keyed(3), P0);
    Await.until("in hand", () -> working.getCount() == 0);
    assertThat(Bookmark.read(0, bench.bookmark(P0)).leftOpen()).isTrue();
    loop.close();
    assertThat(bench.committed().get(P0)).isEqualTo(new OffsetAndMetadata(0, ""));
  }

  @Test
  void a_call_that_hangs_is_given_up_and_the_others_go_on() {
    CountDownLatch never = new CountDownLatch(1);
    LoopSettings settings =
        new LoopSettings(
            LoopBench.QUICK,
            100,
            1,
            Duration.ZERO,
            1,
            Duration.ofMillis(50),
            Duration.ofSeconds(1));
    try (var loop =
        bench.loop(
            input -> {
              while (input.offset() == 1 && never.getCount() > 0) {
                Thread.onSpinWait(); // Deaf to interruption.
              }
              return LoopBench.measured(input);
            },
            settings)) {
      bench.start(loop, keyed(3), P0);
      bench.awaitCommitted(3, List.of(P0));
      never.countDown();
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(bench.numbers().deadLetters()).isEqualTo(1);
    assertThat(bench.outputKeys()).hasSize(3);
  }

  @Test
  void a_batch_that_hangs_costs_its_bad_record_alone() {
    CountDownLatch never = new CountDownLatch(1);
    LoopSettings settings =
        new LoopSettings(
            LoopBench.QUICK,
            100,
            3,
            Duration.ofMillis(20),
            1,
            Duration.ofMillis(50),
            Duration.ofSeconds(1));
    try (var loop =
        bench.batches(
            batch -> {
              while (batch.stream().anyMatch(one -> one.offset() == 1) && never.getCount() > 0) {
                Thread.onSpinWait();
              }
              return batch.stream().map(LoopBench::measured).toList();
            },
            settings)) {
      // A mock hands records out once: what a seek goes back to is added again.
      bench.consumer.updateBeginningOffsets(java.util.Map.of(P0, 0L));
      bench.start(loop, keyed(3), P0);
      Await.until(
          "all committed",
          () -> {
            bench.consumer.schedulePollTask(
                () ->
                    keyed(3).stream().skip(bench.committed(P0)).forEach(bench.consumer::addRecord));
            return bench.committed(P0) == 3;
          });
      never.countDown();
    }
    assertThat(bench.numbers().deadLetters()).isEqualTo(1);
  }

  @Test
  void a_worker_whose_records_all_fail_alike_slows_down_and_says_so() {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (var loop =
        bench.loop(
            input -> {
              if (broken.get()) {
                throw new IllegalStateException("the model is damaged " + input.offset());
              }
              return LoopBench.measured(input);
            })) {
      bench.start(loop, keyed(50), P0);
      Await.until("pause", () -> loop.waiting().isPresent());
      assertThat(loop.waiting().orElseThrow())
          .contains("10 records in a row failed alike (IllegalStateException");
      assertThat(bench.outputs()).hasSizeLessThanOrEqualTo(10);
      // When the pause is over, one more is tried.
      bench.ahead.set(Duration.ofSeconds(31));
      Await.until("one more", () -> bench.outputs().size() == 11);
      assertThat(loop.waiting().orElseThrow()).contains("11 records in a row");
      // When the fault is mended, the rest goes through.
      broken.set(false);
      bench.ahead.set(Duration.ofMinutes(10));
      bench.awaitCommitted(50, List.of(P0));
      assertThat(loop.waiting()).isEmpty();
    }
    assertThat(bench.numbers().deadLetters()).isEqualTo(11);
    assertThat(bench.numbers().emitted()).isEqualTo(39);
  }

  @Test
  void what_the_brokers_refuse_is_the_dead_letter_of_the_record_it_came_from() {
    bench.refuses =
        record ->
            record.topic().equals("evaluation-metrics")
                && new String(record.key(), StandardCharsets.UTF_8).equals("video-0-2");
    try (var loop = bench.loop(LoopBench::measured)) {
      bench.start(loop, keyed(5), P0);
      Await.until(
          "all committed",
          () -> {
            bench.consumer.schedulePollTask(
                () -> {
                  if (!bench.consumer.closed()) {
                    keyed(5).stream().skip(bench.committed(P0)).forEach(bench.consumer::addRecord);
                  }
                });
            return bench.committed(P0) == 5;
          });
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(bench.outputs().stream().filter(sent -> sent.topic().equals("tester.dead-letters")))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(LoopBench.headers(letter).get("dead-letter-message"))
                    .contains("refused by Kafka", "refused by the mock"));
    assertThat(bench.outputKeys()).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void records_that_were_deleted_before_they_were_read_are_counted() {
    bench.before.put(P0, new OffsetAndMetadata(2));
    try (var loop = bench.loop(LoopBench::measured)) {
      loop.start();
      bench.consumer.updateBeginningOffsets(java.util.Map.of(P0, 5L, P1, 0L));
      bench.consumer.schedulePollTask(
          () -> {
            bench.consumer.rebalance(List.of(P0, P1));
            bench.consumer.addRecord(bench.keyed(P0, 5));
            bench.consumer.addRecord(bench.keyed(P1, 0));
          });
      bench.awaitCommitted(6, List.of(P0));
      bench.awaitCommitted(1, List.of(P1));
    }
    assertThat(bench.platform.telemetry().scrape())
        .contains("genhowto_worker_lost_total{worker=\"tester\"} 3.0");
  }

  @Test
  void records_that_are_deleted_while_it_runs_are_counted() {
    try (var loop = bench.loop(LoopBench::measured)) {
      bench.start(loop, List.of(bench.keyed(P0, 0)), P0);
      bench.awaitCommitted(1, List.of(P0));
      bench.consumer.schedulePollTask(
          () -> {
            bench.consumer.updateBeginningOffsets(java.util.Map.of(P0, 8L));
            bench.consumer.setPollException(
                new OffsetOutOfRangeException(java.util.Map.of(P0, 1L)));
          });
      bench.consumer.schedulePollTask(() -> bench.consumer.addRecord(bench.keyed(P0, 8)));
      bench.awaitCommitted(9, List.of(P0));
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(bench.platform.telemetry().scrape())
        .contains("genhowto_worker_lost_total{worker=\"tester\"} 7.0");
    assertThat(bench.ledgerKeys()).contains("record:video-references-0@1/tester");
  }

  @Test
  void a_hung_batch_sends_nothing_of_the_batch_before_that_is_done_again_with_it() {
    Duration limit = Duration.ofSeconds(1);
    LoopSettings settings =
        new LoopSettings(LoopBench.QUICK, 100, 1, Duration.ZERO, 1, limit, Duration.ofSeconds(10));
    CountDownLatch polling = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    List<Long> handled = new CopyOnWriteArrayList<>();
    try (var loop =
        bench.batches(
            batch -> {
              handled.add(batch.get(0).offset());
              polling.await();
              if (batch.get(0).offset() == 1 && first.getAndSet(false)) {
                hanging.countDown();
                new CountDownLatch(1).await();
              }
              return batch.stream().map(LoopBench::measured).toList();
            },
            settings)) {
      bench.start(loop, List.of(), P0);
      bench.consumer.schedulePollTask(
          () -> {
            bench.consumer.addRecord(bench.keyed(P0, 0));
            bench.consumer.addRecord(bench.keyed(P0, 1));
          });
      // The loop learns of the first batch's end and of the second one's hanging at once.
      bench.consumer.schedulePollTask(
          () -> {
            polling.countDown();
            awaitBeyond(hanging, limit.plusMillis(500));
          });
      bench.consumer.schedulePollTask(() -> {});
      bench.consumer.schedulePollTask(
          () -> {
            bench.consumer.addRecord(bench.keyed(P0, 0));
            bench.consumer.addRecord(bench.keyed(P0, 1));
          });
      bench.awaitCommitted(2, List.of(P0));
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(bench.outputKeys()).containsExactly("video-0-0", "video-0-1");
    assertThat(handled).containsExactly(0L, 1L, 0L, 1L);
  }

  private static void awaitBeyond(CountDownLatch latch, Duration time) {
    try {
      latch.await();
      new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_record_whose_letter_is_refused_too_becomes_one_without_its_value() {
    int taken = 2000;
    bench.refuses = sent -> RecordSize.of(sent) > taken;
    byte[] large = "x".repeat(2 * taken).getBytes(StandardCharsets.UTF_8);
    List<ConsumerRecord<byte[], byte[]>> all =
        List.of(LoopBench.bytes(P0, 0, large), bench.keyed(P0, 1));
    try (var loop = bench.loop(input -> Outcome.emit())) {
      bench.start(loop, all, P0);
      Await.until(
          "all committed",
          () -> {
            bench.consumer.schedulePollTask(
                () -> {
                  if (!bench.consumer.closed()) {
                    all.stream().skip(bench.committed(P0)).forEach(bench.consumer::addRecord);
                  }
                });
            return bench.committed(P0) == 2;
          });
      assertThat(loop.failure()).isEmpty();
    }
    assertThat(bench.outputs())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.topic()).isEqualTo("tester.dead-letters");
              assertThat(letter.value()).isNull();
              assertThat(LoopBench.headers(letter)).containsEntry("dead-letter-offset", "0");
            });
  }
}
