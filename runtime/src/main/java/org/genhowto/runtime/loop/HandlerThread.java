package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.genhowto.runtime.worker.WorkerContext;

/**
 * Runs the handler beside the loop, one call at a time in the order of submission. The two threads
 * share nothing but two queues, and what a task says of itself.
 *
 * @param <T> what is handed over
 */
final class HandlerThread<T> {

  /** What is done with a task. */
  @FunctionalInterface
  interface Work<T> {
    Done on(T task) throws InterruptedException;
  }

  /** A task that came back. */
  record Ended<T>(T task, Done done) {}

  private final BlockingQueue<T> tasks = new LinkedBlockingQueue<>();
  private final BlockingQueue<Ended<T>> ended = new LinkedBlockingQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final WorkerContext context;
  private final Work<T> work;
  private final Thread thread;

  HandlerThread(WorkerContext context, Work<T> work) {
    this.context = context;
    this.work = work;
    this.thread = new Thread(this::run, context.worker() + "-handler");
    this.thread.setDaemon(true); // A handler that ignores interruption must not keep the process.
  }

  void start() {
    thread.start();
  }

  void submit(T task) {
    pending.incrementAndGet();
    tasks.add(task);
  }

  /** Whether tasks are out whose end was not collected. */
  boolean busy() {
    return pending.get() > 0;
  }

  /** Everything that came back, after waiting for a first one. */
  List<Ended<T>> collect(Duration wait) throws InterruptedException {
    List<Ended<T>> collected = new ArrayList<>();
    Ended<T> first = ended.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      collected.add(first);
      ended.drainTo(collected);
      pending.addAndGet(-collected.size());
    }
    return collected;
  }

  /**
   * Waits for the present call of a closing worker to end, within limits; tasks not begun are given
   * up.
   */
  void finish(Duration grace) throws InterruptedException {
    tasks.clear();
    if (thread.isAlive()) {
      thread.join(Math.max(1, grace.toMillis()));
    }
  }

  /** Tells the present call to end, and waits for that, within limits. */
  void close(Duration wait) throws InterruptedException {
    thread.interrupt();
    if (thread.isAlive()) {
      thread.join(wait.toMillis());
    }
  }

  private void run() {
    try {
      boolean well = true;
      while (well && !context.isClosing()) {
        T task = tasks.poll(50, TimeUnit.MILLISECONDS);
        if (task != null) {
          Done done = end(task);
          ended.add(new Ended<>(task, done));
          well = !(done instanceof Done.Failed);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The loop has ended and no longer asks.
    }
  }

  // A bug of the handler travels to the loop, which stops the worker and keeps the record.
  @SuppressWarnings("CatchingUnchecked")
  private Done end(T task) {
    try {
      return work.on(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      // Only closing interrupts; where something else did, the work is neither done nor given up.
      return context.isClosing() ? new Done.Abandoned() : new Done.Failed(e);
    } catch (Throwable e) {
      return new Done.Failed(e);
    }
  }
}
