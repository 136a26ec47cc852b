package org.genhowto.runtime.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.genhowto.runtime.metrics.WorkerNumbers;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures every few seconds, on a thread of its own, how much of its input waits for a group, says
 * so as the worker's lag, and judges whether the worker gets on: work that waits while nothing
 * moves is a stall, whatever the clients of the worker believe.
 */
public final class BacklogWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BacklogWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(3);

  private final GroupBacklog backlog;
  private final WorkerTelemetry telemetry;
  private final Clock clock;
  private final StallJudge judge;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable String stall;
  private volatile @Nullable String unmeasured;
  private volatile long records;

  /**
   * @param clients whose name is the group's, for a client of administration and a reader
   * @param group whose offsets are looked at
   * @param topics its input, which has to be there
   * @param own what the group itself makes and reads, such as topics between the parts of a
   *     topology; absent before its first start
   * @param stallAfter how long work may wait with nothing moving
   */
  public BacklogWatch(
      KafkaClients clients,
      String group,
      Set<String> topics,
      Set<String> own,
      WorkerTelemetry telemetry,
      Clock clock,
      Duration stallAfter) {
    this.backlog = new GroupBacklog(clients, group, topics, own);
    this.telemetry = telemetry;
    telemetry.lagUnknown();
    this.clock = clock;
    this.judge = new StallJudge(stallAfter);
    this.thread = new Thread(this::run, group + "-backlog");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Why the worker counts as stalled, in a sentence; empty while it gets on or nothing waits. */
  public Optional<String> stall() {
    return Optional.ofNullable(stall);
  }

  /** Why the backlog cannot be measured at present, such as an absent topic. */
  public Optional<String> unmeasured() {
    return Optional.ofNullable(unmeasured);
  }

  /** Records that wait, as last measured. */
  public long records() {
    return records;
  }

  /** The worker begins anew, or waits for a reason of its own: the time of a stall counts anew. */
  public void forgive() {
    judge.forgive(clock.instant());
    stall = null;
  }

  @Override
  public void close() {
    closing.countDown(); // Its clients complain where they are interrupted, and end soon anyway.
  }

  private void run() {
    try (backlog) {
      do {
        look();
      } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException | InterruptException e) {
      LOG.atDebug().addKeyValue("group", backlog.group()).log("the watch of the backlog ended");
    }
  }

  // A broad catch: a watch that dies silently is worse than one that says what it cannot see.
  private void look() throws InterruptedException {
    try {
      GroupBacklog.Measured measured = backlog.measure();
      records = measured.records();
      telemetry.lag(measured.records());
      unmeasured = null;
      WorkerNumbers numbers = telemetry.numbers();
      stall =
          judge
              .judge(
                  measured.records(),
                  numbers.inFlight() > 0,
                  measured.positions() + "/" + numbers.finished() + "/" + numbers.retries(),
                  clock.instant())
              .orElse(null);
    } catch (RuntimeException e) {
      if (closing.getCount() > 0 && !(e instanceof InterruptException)) {
        String reason = "the backlog cannot be measured: " + e.getMessage();
        if (!reason.equals(unmeasured)) {
          LOG.atWarn().addKeyValue("group", backlog.group()).log(reason);
        }
        unmeasured = reason;
        telemetry.lagUnknown();
        forgive(); // Nothing is known of the worker.
      }
    }
  }

  /** Wraps what an administration call failed with. */
  static KafkaException failed(String what, Throwable cause) {
    return new KafkaException(what + ": " + cause.getMessage(), cause);
  }
}
