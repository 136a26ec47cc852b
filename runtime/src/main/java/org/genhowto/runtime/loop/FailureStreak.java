package org.genhowto.runtime.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.Waits;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Causes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that failed in the same way one after the other, with none that went well between: the
 * fault is then more likely the worker's than theirs. From a number on there is a growing pause
 * before the next record is tried, so that a bug does not empty a topic into dead letters, and one
 * that is mended meanwhile costs few.
 */
final class FailureStreak {
  private static final Logger LOG = LoggerFactory.getLogger(FailureStreak.class);

  /** How many may fail alike before the worker slows down. */
  static final int LIMIT = 10;

  private static final Retry PAUSES =
      new Retry(Integer.MAX_VALUE, Duration.ofSeconds(30), Duration.ofMinutes(5));
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final String PART = "failures";

  private final WorkerContext context;
  private final Clock clock;
  private final Waits waits;
  private String kind = "";
  private int length;
  private Instant until = Instant.MIN;

  FailureStreak(WorkerContext context) {
    this.context = context;
    this.clock = context.clock();
    this.waits = context.waits();
  }

  synchronized void succeeded() {
    length = 0;
    until = Instant.MIN;
    waits.end(PART);
  }

  /** A record failed for the last time. */
  synchronized void failed(Throwable thrown) {
    String failed = kind(thrown);
    length = failed.equals(kind) ? length + 1 : 1;
    kind = failed;
    if (length >= LIMIT) {
      Duration pause = PAUSES.after(length - LIMIT + 1);
      until = clock.instant().plus(pause);
      String reason =
          "%d records in a row failed alike (%s): the next is tried in %d s"
              .formatted(length, failed, pause.toSeconds());
      waits.begin(PART, reason);
      LOG.atError().addKeyValue("worker", context.worker()).log(reason);
    }
  }

  /**
   * Waits until the next record may be tried.
   *
   * @return false where nobody waits for it any more
   */
  boolean pass(BooleanSupplier abandoned) throws InterruptedException {
    while (isPause()) {
      if (context.pause(LOOK) || abandoned.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  private synchronized boolean isPause() {
    return clock.instant().isBefore(until);
  }

  /** Type and place of what was thrown first. */
  private static String kind(Throwable thrown) {
    Throwable root = Causes.of(thrown).reduce(thrown, (earlier, later) -> later);
    StackTraceElement[] trace = root.getStackTrace();
    String place = trace.length == 0 ? "" : " at " + trace[0].getClassName();
    return root.getClass().getSimpleName() + place;
  }
}
