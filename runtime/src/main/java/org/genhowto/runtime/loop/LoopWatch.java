package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.worker.BacklogWatch;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.WorkerContext;

/**
 * Whether a loop gets on, as the brokers see it: an input that is not there is waited for, and a
 * loop that stands still while work waits ends, to be started anew by whoever watches over it.
 */
final class LoopWatch implements AutoCloseable {
  private static final Duration STALL = Duration.ofMinutes(1);
  private static final String PART = "backlog";

  private final WorkerContext context;
  private final Optional<BacklogWatch> watch;

  private LoopWatch(WorkerContext context, Optional<BacklogWatch> watch) {
    this.context = context;
    this.watch = watch;
  }

  /** A watch where there are no brokers to ask. */
  static LoopWatch blind(WorkerContext context) {
    return new LoopWatch(context, Optional.empty());
  }

  static LoopWatch of(WorkerContext context, String topic) {
    String worker = context.worker();
    return new LoopWatch(
        context,
        Optional.of(
            new BacklogWatch(
                KafkaClients.of(context.platform(), worker + "-backlog"),
                Clients.group(worker),
                Set.of(topic),
                Set.of(),
                context.telemetry(),
                context.clock(),
                STALL)));
  }

  void start() {
    watch.ifPresent(BacklogWatch::start);
  }

  /** Whether it says how much waits, so that the loop need not. */
  boolean tellsLag() {
    return watch.isPresent();
  }

  /** Says what hinders from outside. */
  void look() {
    Optional<String> unmeasured = watch.flatMap(BacklogWatch::unmeasured);
    if (unmeasured.isPresent()) {
      context.waits().begin(PART, unmeasured.get());
    } else {
      context.waits().end(PART);
    }
  }

  /**
   * Comes where the loop has nothing in hand.
   *
   * @throws IllegalStateException work has waited for too long
   */
  void requireProgress() {
    watch
        .flatMap(BacklogWatch::stall)
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
  }

  @Override
  public void close() {
    watch.ifPresent(BacklogWatch::close);
  }
}
