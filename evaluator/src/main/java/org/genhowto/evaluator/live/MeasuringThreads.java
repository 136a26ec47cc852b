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
 */
record MeasuringThreads(Executor live, Executor exact) {
  private static final int IDLE_SECONDS = 10;

  /** Two threads that end by themselves where there is nothing to do. */
  static MeasuringThreads start() {
    return new MeasuringThreads(thread("metrics-live"), thread("metrics-exact"));
  }

  /** Everything is measured by who asks for it. */
  static MeasuringThreads none() {
    return new MeasuringThreads(Runnable::run, Runnable::run);
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
