package org.genhowto.evaluator.live;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where is measured; all tasks of a worker share them.
 *
 * @param live for what takes moments
 * @param exact for what may take minutes
 * @param rest how long each rests after a measurement, as a multiple of what that took
 */
record MeasuringThreads(Executor live, Executor exact, int rest) {
  private static final int IDLE_SECONDS = 10;

  /** Two threads that end by themselves where there is nothing to do. */
  static MeasuringThreads start() {
    return new MeasuringThreads(thread("metrics-live"), thread("metrics-exact"), 1);
  }

  /** Everything is measured by who asks for it. */
  static MeasuringThreads none() {
    return new MeasuringThreads(Runnable::run, Runnable::run, 0);
  }

  private static Executor thread(String name) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  Lane laneOf(Executor executor) {
    return new Lane(executor, rest);
  }

  /** A thread of its own, or the caller's, and until when it rests. */
  static final class Lane {
    private final Executor executor;
    private final int rest;
    private volatile boolean busy;
    private volatile long restsUntil;

    private Lane(Executor executor, int rest) {
      this.executor = executor;
      this.rest = rest;
    }

    void run(long now, Runnable work) {
      busy = true;
      executor.execute(
          () -> {
            long started = System.nanoTime();
            try {
              work.run();
            } finally {
              long took = Duration.ofNanos(System.nanoTime() - started).toMillis();
              restsUntil = rest == 0 ? now : now + took + rest * took;
              busy = false;
            }
          });
    }

    boolean isFree(long now) {
      return !busy && now >= restsUntil;
    }
  }
}
