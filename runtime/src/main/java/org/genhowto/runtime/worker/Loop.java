package org.genhowto.runtime.worker;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker on a thread of its own: takes turns until it is closed, and remembers what stopped it
 * before that.
 */
public abstract class Loop implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private final WorkerContext context;
  private final LoopSteps steps;
  private final Thread thread;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  public Loop(WorkerContext context, LoopSteps steps) {
    this.context = context;
    this.steps = steps;
    this.thread = new Thread(this::run, context.worker() + "-loop");
  }

  @Override
  public final String name() {
    return context.worker();
  }

  @Override
  public final void start() {
    thread.start();
  }

  @Override
  public final boolean ready() {
    return steps.ready() && thread.isAlive();
  }

  @Override
  public final Optional<String> waiting() {
    return context.waits().reason();
  }

  @Override
  public final Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public final void close() {
    context.beginClosing();
    if (thread.getState() == Thread.State.NEW) {
      steps.close();
      return;
    }
    steps.wake();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // The one broad catch: whatever stops the loop is recorded, as nothing else would tell of it.
  @SuppressWarnings("CatchingUnchecked")
  private void run() {
    try {
      steps.begin();
      while (!context.isClosing()) {
        steps.step();
      }
      steps.finish();
    } catch (Throwable e) {
      failure.set(e);
      // Who watches the worker tells people of it.
      LOG.atDebug().setCause(e).addKeyValue("worker", name()).log("worker stopped by a failure");
    } finally {
      context.beginClosing();
      steps.close();
    }
  }
}
