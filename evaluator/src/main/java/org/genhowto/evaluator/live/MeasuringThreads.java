package org.genhowto.evaluator.live;

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
}
