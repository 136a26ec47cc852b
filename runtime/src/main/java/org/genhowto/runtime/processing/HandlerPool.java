package org.genhowto.runtime.processing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.genhowto.runtime.worker.WorkerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs handlers beside the loop, tasks begun in the order of submission, one a thread at a time.
 * Loop and threads share nothing but two queues, and what a task says of itself. A call that does
 * not end in time is told to; its thread is left behind and another takes its place. All but {@link
 * #start} and {@link #close} belongs to the loop's thread.
 *
 * @param <T> what is handed over
 */
public final class HandlerPool<T> {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerPool.class);

  /** What is done with a task. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * @param givenUp says that the call took too long and nobody waits for it; true before the
     *     thread is interrupted for it
     */
    Done on(T task, BooleanSupplier givenUp) throws InterruptedException;
  }

  /**
   * A task that came back.
   *
   * @param thrown what the work threw instead of an end: it hung, or has a bug of its own
   */
  public record Ended<T>(T task, Done done, Optional<Throwable> thrown) {}

  private final BlockingQueue<T> tasks = new LinkedBlockingQueue<>();
  private final BlockingQueue<Ended<T>> ended = new LinkedBlockingQueue<>();
  private final WorkerContext context;
  private final Duration limit;
  private final Function<Thread, Duration> handling;
  private final Work<T> work;
  private final Runnable bell;
  private final List<Hand> hands = new ArrayList<>();
  private int pending;
  private int names;

  /**
   * What a pool keeps to.
   *
   * @param threads how many tasks are worked on at once
   * @param call how long a call of the handler may take
   * @param handling how long a thread has been in the handler, as its work has pauses as well
   */
  public record Limits(int threads, Duration call, Function<Thread, Duration> handling) {}

  public HandlerPool(WorkerContext context, Limits limits, Work<T> work) {
    this(context, limits, work, () -> {});
  }

  /**
   * @param bell is called on a thread of the pool once something can be collected
   */
  public HandlerPool(WorkerContext context, Limits limits, Work<T> work, Runnable bell) {
    this.bell = bell;
    this.context = context;
    this.limit = limits.call();
    this.handling = limits.handling();
    this.work = work;
    for (int i = 0; i < limits.threads(); i++) {
      hands.add(new Hand());
    }
  }

  public void start() {
    hands.forEach(hand -> hand.thread.start());
  }

  public void submit(T task) {
    pending++;
    tasks.add(task);
  }

  /** Tasks whose end was not collected. */
  public int pending() {
    return pending;
  }

  /** Everything that came back, after waiting for a first one. */
  public List<Ended<T>> collect(Duration wait) throws InterruptedException {
    List<Ended<T>> collected = new ArrayList<>();
    Ended<T> first = ended.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      collected.add(first);
      ended.drainTo(collected);
    }
    giveUpOnTheHung(collected);
    pending -= collected.size();
    return collected;
  }

  /** Waits for present calls of a closing worker, within limits; tasks not begun are given up. */
  public void finish(Duration grace) throws InterruptedException {
    tasks.clear();
    long end = System.nanoTime() + grace.toNanos();
    for (Hand hand : hands) {
      hand.join(end - System.nanoTime());
    }
  }

  /** Tells present calls to end, and waits for that, within limits. */
  public void close(Duration wait) throws InterruptedException {
    hands.forEach(hand -> hand.thread.interrupt());
    long end = System.nanoTime() + wait.toNanos();
    for (Hand hand : hands) {
      hand.join(end - System.nanoTime());
    }
  }

  private void giveUpOnTheHung(List<Ended<T>> collected) {
    for (int i = 0; i < hands.size(); i++) {
      Call<T> call = hands.get(i).call;
      Hand hung = hands.get(i);
      if (call != null
          && handling.apply(hung.thread).compareTo(limit) > 0
          && call.settled.compareAndSet(false, true)) {
        LOG.atError()
            .addKeyValue("worker", context.worker())
            .addKeyValue("thread", hung.thread.getName())
            .log("a call did not end within {} s and is given up", limit.toSeconds());
        hung.leave();
        Hand next = new Hand();
        hands.set(i, next);
        next.thread.start();
        collected.add(
            new Ended<>(
                call.task,
                new Done.Abandoned(),
                Optional.of(
                    new TimeoutException(
                        "the handler did not end within %d s".formatted(limit.toSeconds())))));
      }
    }
  }

  /** One call in the hands of a thread; only one of thread and loop says its end. */
  private static final class Call<T> {
    private final T task;
    private final AtomicBoolean settled = new AtomicBoolean();

    Call(T task) {
      this.task = task;
    }
  }

  /** A thread that takes tasks. */
  private final class Hand {
    private final Thread thread = new Thread(this::run, context.worker() + "-handler-" + names++);
    private volatile @Nullable Call<T> call;
    private volatile boolean left;

    Hand() {
      thread.setDaemon(true); // A handler that ignores interruption must not keep the process.
    }

    void leave() {
      left = true;
      thread.interrupt();
    }

    void join(long nanos) throws InterruptedException {
      if (thread.isAlive()) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
      }
    }

    private void run() {
      try {
        while (!left && !context.isClosing()) {
          T task = tasks.poll(50, TimeUnit.MILLISECONDS);
          if (task != null) {
            Call<T> begun = new Call<>(task);
            call = begun;
            Ended<T> end = end(task);
            call = null;
            if (begun.settled.compareAndSet(false, true)) {
              ended.add(end);
              bell.run();
            }
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // The loop has ended, or has given up on this thread.
      }
    }

    // What the work itself throws travels to the loop, as it would end this thread unseen.
    @SuppressWarnings("CatchingUnchecked")
    private Ended<T> end(T task) {
      try {
        return new Ended<>(task, work.on(task, () -> left), Optional.empty());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // Only closing and giving up interrupt.
        return new Ended<>(task, new Done.Abandoned(), Optional.empty());
      } catch (Throwable e) {
        return new Ended<>(task, new Done.Abandoned(), Optional.of(e));
      }
    }
  }
}
