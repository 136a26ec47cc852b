package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.handler.BatchHandler;
import org.genhowto.runtime.worker.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler beside the loop, one call at a time in the order of submission. The two threads
 * share nothing but two queues and the lease's flag.
 */
final class HandlerThread<V extends SpecificRecord> {

  /** Work handed over under a lease. */
  record Task(AssignedPartition lease, List<ConsumerRecord<byte[], byte[]>> records) {}

  /**
   * A task that came back.
   *
   * @param settled null where it was given up or ended in a bug
   * @param bug what the handler threw, where that is no failure it may throw
   */
  record Done(Task task, @Nullable ProcessedBatch settled, @Nullable Throwable bug) {}

  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final WorkerContext context;
  private final RecordProcessor<V> workbench;
  private final BatchHandler<V> handler;
  private final Thread thread;

  HandlerThread(WorkerContext context, ExactlyOnceLoop.BatchWiring<V> work) {
    this.context = context;
    this.handler = work.handler();
    this.workbench = new RecordProcessor<>(context, work.input(), work.settings().retry());
    this.thread = new Thread(this::run, context.worker() + "-handler");
    this.thread.setDaemon(true); // A handler that ignores interruption must not keep the process.
  }

  void start() {
    thread.start();
  }

  void submit(Task task) {
    pending.incrementAndGet();
    tasks.add(task);
  }

  /** Whether tasks are out whose end was not collected. */
  boolean busy() {
    return pending.get() > 0;
  }

  /** Everything that came back, after waiting for a first one. */
  List<Done> collect(Duration wait) throws InterruptedException {
    List<Done> collected = new ArrayList<>();
    Done first = done.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      collected.add(first);
      done.drainTo(collected);
      pending.addAndGet(-collected.size());
    }
    return collected;
  }

  /** Waits for the present call to end, within limits; tasks not begun are given up. */
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
        Task task = tasks.poll(50, TimeUnit.MILLISECONDS);
        if (task != null) {
          Done end = work(task);
          done.add(end);
          well = end.bug() == null;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The loop has ended and no longer asks.
    }
  }

  // A bug of the handler travels to the loop, which stops the worker and keeps the offset.
  @SuppressWarnings("CatchingUnchecked")
  private Done work(Task task) throws InterruptedException {
    if (!task.lease().live()) {
      return new Done(task, null, null);
    }
    try {
      Optional<ProcessedBatch> settled =
          workbench.settle(task.records(), 0, handler, () -> !task.lease().live());
      return new Done(task, settled.orElse(null), null);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      return new Done(task, null, e);
    }
  }
}
