package org.genhowto.runtime.processing;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.genhowto.runtime.worker.AlikeFailures;
import org.genhowto.runtime.worker.WorkerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the handler back for a while where records fail alike, see {@link AlikeFailures}. */
final class FailureStreak {
  private static final Logger LOG = LoggerFactory.getLogger(FailureStreak.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final String PART = "failures";

  private final WorkerContext context;
  private final AlikeFailures alike = new AlikeFailures();
  private volatile Instant until = Instant.MIN;

  FailureStreak(WorkerContext context) {
    this.context = context;
  }

  void succeeded() {
    alike.succeeded();
    until = Instant.MIN;
    context.waits().end(PART);
  }

  /** A record failed for the last time. */
  void failed(Throwable thrown) {
    int length = alike.failed(thrown);
    if (length >= AlikeFailures.LIMIT) {
      AlikeFailures.Slowdown slowdown = alike.slowdown(length - AlikeFailures.LIMIT + 1);
      until = context.clock().instant().plus(slowdown.pause());
      context.waits().begin(PART, slowdown.reason());
      LOG.atError().addKeyValue("worker", context.worker()).log(slowdown.reason());
    }
  }

  /**
   * Waits until the next record may be tried.
   *
   * @return false where nobody waits for it any more
   */
  boolean pass(BooleanSupplier abandoned) throws InterruptedException {
    while (context.clock().instant().isBefore(until)) {
      if (context.pause(LOOK) || abandoned.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }
}
