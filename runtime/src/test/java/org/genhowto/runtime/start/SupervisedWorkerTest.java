package org.genhowto.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.loop.Await;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.start.Supervision.FirstMake;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.Waits;
import org.genhowto.runtime.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SupervisedWorkerTest {
  private static final Retry SHORT =
      new Retry(Integer.MAX_VALUE, Duration.ofMillis(1), Duration.ofMillis(8));

  /** One life of a worker. */
  private static final class Life implements Worker {
    private volatile @Nullable Throwable failure;
    private volatile boolean started;
    private volatile boolean closed;

    @Override
    public String name() {
      return "tester";
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public boolean ready() {
      return started && failure == null;
    }

    @Override
    public Optional<Throwable> failure() {
      return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Telemetry telemetry = new Telemetry();
  private final List<Life> lives = new CopyOnWriteArrayList<>();
  private @Nullable SupervisedWorker worker;

  @AfterEach
  void close() {
    if (worker != null) {
      worker.close();
    }
  }

  @Test
  void a_worker_that_ends_is_closed_and_a_new_one_is_made() {
    SupervisedWorker supervised = start(this::life, ofHouse(SHORT));
    until(supervised::ready);

    lives.get(0).failure = new IllegalStateException("a bug");

    until(() -> lives.size() == 2 && supervised.ready());
    assertThat(lives.get(0).closed).isTrue();
    assertThat(lives.get(1).closed).isFalse();
    assertThat(supervised.failure()).isEmpty();
    assertThat(telemetry.scrape())
        .contains("genhowto_worker_restarts_total{worker=\"tester\"} 1.0");
  }

  @Test
  void health_says_why_it_starts_again_and_the_process_stays_well() {
    Retry longPause = new Retry(1, Duration.ofHours(1), Duration.ofHours(1));
    SupervisedWorker supervised = start(this::life, ofHouse(longPause));
    Health health = new Health(List.of(supervised));
    until(health::ready);

    lives.get(0).failure = new IllegalStateException("a bug", new RuntimeException("deep down"));

    until(() -> supervised.restarting().isPresent());
    assertThat(health.states()).isEqualTo(Map.of("tester", "restarting: a bug: deep down"));
    assertThat(health.ready()).isFalse();
    assertThat(health.healthy()).isTrue();
  }

  @Test
  void what_cannot_be_put_together_is_tried_again_in_a_house() {
    CountDownLatch missing = new CountDownLatch(3);
    SupervisedWorker supervised =
        start(
            () -> {
              missing.countDown();
              if (missing.getCount() > 0) {
                throw new IllegalStateException("the model is missing");
              }
              return life();
            },
            ofHouse(SHORT));

    until(supervised::ready);
    assertThat(supervised.restarting()).isEmpty();
    assertThat(telemetry.scrape())
        .contains("genhowto_worker_restarts_total{worker=\"tester\"} 2.0");
  }

  @Test
  void an_error_of_the_machine_is_an_end_like_any_other() {
    SupervisedWorker supervised =
        start(
            () -> {
              if (lives.isEmpty()) {
                lives.add(new Life());
                throw new NoClassDefFoundError("a library");
              }
              return life();
            },
            ofHouse(SHORT));

    until(supervised::ready);
  }

  @Test
  void a_process_of_one_worker_tells_at_once_what_people_have_to_mend() {
    SupervisedWorker missing =
        start(
            () -> {
              throw new IllegalStateException("the model is missing");
            },
            Supervision.ofProcess());
    until(() -> missing.failure().isPresent());
    assertThat(missing.failure())
        .get()
        .hasToString("java.lang.IllegalStateException: the model is missing");
    assertThat(missing.restarting()).isEmpty();

    SupervisedWorker forbidden = start(this::life, Supervision.ofProcess());
    until(forbidden::ready);
    lives.get(0).failure = new RuntimeException(new AuthorizationException("no"));
    until(() -> forbidden.failure().isPresent());
    assertThat(lives).hasSize(1);
    assertThat(lives.get(0).closed).isTrue();
  }

  @Test
  void a_house_does_not_try_wrong_settings_again() {
    SupervisedWorker supervised =
        start(
            () -> {
              throw new ConfigurationException("a is 3, expected 2");
            },
            ofHouse(SHORT));

    until(() -> supervised.failure().isPresent());
    assertThat(new Health(List.of(supervised)).states())
        .isEqualTo(Map.of("tester", "stopped: a is 3, expected 2"));
  }

  @Test
  void closing_ends_the_worker_and_the_supervision() {
    SupervisedWorker supervised = start(this::life, ofHouse(SHORT));
    until(supervised::ready);

    supervised.close();

    assertThat(lives).hasSize(1);
    assertThat(lives.get(0).closed).isTrue();
    assertThat(supervised.ready()).isFalse();
  }

  @Test
  void closing_does_not_wait_for_one_that_is_being_put_together_and_frees_it_later() {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    SupervisedWorker supervised =
        start(
            () -> {
              begun.countDown();
              while (reading.getCount() > 0) {
                Thread.onSpinWait(); // As in a library, which no interruption reaches.
              }
              return life();
            },
            ofHouse(SHORT));
    until(() -> begun.getCount() == 0);

    supervised.close();
    assertThat(lives).isEmpty();

    reading.countDown();
    until(() -> lives.size() == 1 && lives.get(0).closed);
    assertThat(lives.get(0).started).isFalse();
  }

  @Test
  void what_the_preflight_waits_for_is_told() {
    CountDownLatch broker = new CountDownLatch(1);
    Preflight preflight =
        new Preflight() {
          @Override
          public void beforeMaking(Waits waits) throws InterruptedException {
            waits.begin("start", "no broker");
            broker.await();
            waits.end("start");
          }
        };
    SupervisedWorker supervised =
        new SupervisedWorker(
            "tester", this::life, preflight, ofHouse(SHORT), telemetry.worker("tester"));
    worker = supervised;
    supervised.start();

    until(() -> supervised.waiting().isPresent());
    assertThat(new Health(List.of(supervised)).states())
        .isEqualTo(Map.of("tester", "waiting: no broker"));
    assertThat(lives).isEmpty();

    broker.countDown();
    until(supervised::ready);
  }

  private static Supervision ofHouse(Retry pauses) {
    return new Supervision(FirstMake.TRIED_AGAIN, Supervision.ofHouse().lasting(), pauses);
  }

  private Worker life() {
    Life life = new Life();
    lives.add(life);
    return life;
  }

  private SupervisedWorker start(Supplier<Worker> maker, Supervision supervision) {
    close();
    lives.clear();
    SupervisedWorker started =
        new SupervisedWorker(
            "tester", maker, Preflight.NONE, supervision, telemetry.worker("tester"));
    worker = started;
    started.start();
    return started;
  }

  private static void until(BooleanSupplier condition) {
    Await.until("condition", condition);
  }
}
