package org.genhowto.runtime.start;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.genhowto.runtime.worker.Waits;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Causes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker going. One that stops by itself, or cannot be put together, is closed and made
 * anew after a pause that doubles with each end in a row, alone: what else lives in the process
 * goes on. It fails only where no new start helps.
 */
public final class SupervisedWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedWorker.class);
  private static final Duration WATCH = Duration.ofMillis(200);

  /** A worker that lived this long was well: its next end is the first of a new row. */
  private static final Duration WELL = Duration.ofMinutes(2);

  /** How long an ended worker may take to free what it holds before the next one is made. */
  private static final Duration FREEING = WorkerContext.LAST_CALL.multipliedBy(2);

  /** How long closing waits for a worker that is only being put together: it holds no work. */
  private static final Duration MAKING = Duration.ofSeconds(3);

  private final String name;
  private final Supplier<Worker> maker;
  private final Preflight preflight;
  private final Supervision supervision;
  private final WorkerTelemetry telemetry;
  private final Waits waits = new Waits();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final AtomicReference<@Nullable Worker> present = new AtomicReference<>();
  private volatile @Nullable Throwable lastEnd;
  private volatile @Nullable Throwable failure;
  private volatile boolean started;
  private int starts;
  private int endsInARow;

  /**
   * @param maker puts the worker together, not started: a new one each time
   */
  public SupervisedWorker(
      String name,
      Supplier<Worker> maker,
      Preflight preflight,
      Supervision supervision,
      WorkerTelemetry telemetry) {
    this.name = name;
    this.maker = maker;
    this.preflight = preflight;
    this.supervision = supervision;
    this.telemetry = telemetry;
    telemetry.waitsWhile(() -> waiting().isPresent());
    this.thread = new Thread(this::run, name + "-supervisor");
    // What is put together cannot be broken off, as when a library reads weights.
    this.thread.setDaemon(true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public boolean ready() {
    Worker worker = present.get();
    return worker != null && started && worker.ready();
  }

  /** What no new start helps against. */
  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public Optional<String> restarting() {
    return Optional.ofNullable(lastEnd)
        .filter(end -> failure == null && !ready())
        .map(Causes::sentence);
  }

  @Override
  public Optional<String> waiting() {
    Worker worker = present.get();
    return waits.reason().or(() -> worker == null ? Optional.empty() : worker.waiting());
  }

  @Override
  public Optional<String> notice() {
    Worker worker = present.get();
    return worker == null ? Optional.empty() : worker.notice();
  }

  /** Closes the worker of the moment; one that is only being put together is not waited for. */
  @Override
  public void close() {
    // Taken first: whoever takes it closes it, and this is who waits for that.
    Worker worker = present.getAndSet(null);
    closing.countDown();
    if (worker == null) {
      worker = present.getAndSet(null);
    }
    thread.interrupt();
    try {
      if (worker != null) {
        worker.close();
        thread.join();
      } else {
        thread.join(MAKING.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (closing.getCount() > 0 && failure == null) {
        live();
      }
    } catch (InterruptedException e) {
      LOG.atDebug().addKeyValue("worker", name).log("supervision ends");
    }
  }

  /** One life of the worker, from its making to the pause after its end. */
  private void live() throws InterruptedException {
    long begin = System.nanoTime();
    Optional<Throwable> end = end();
    free();
    if (end.isPresent() && closing.getCount() > 0) {
      if (System.nanoTime() - begin > WELL.toNanos()) {
        endsInARow = 0;
      }
      ended(end.get());
    }
  }

  /** Lives until the worker stops by itself, or empty where it was closed. */
  // The one broad catch: whatever keeps a worker from starting is its end, and is told of.
  @SuppressWarnings("CatchingUnchecked")
  private Optional<Throwable> end() throws InterruptedException {
    try {
      preflight.beforeMaking(waits);
      Worker worker = maker.get();
      present.set(worker);
      preflight.beforeStarting(worker, starts, waits);
      if (closing.getCount() == 0) {
        return Optional.empty();
      }
      worker.start();
      starts++;
      started = true;
      while (worker.failure().isEmpty() && !pause(WATCH)) {
        forgetTheLastEnd(worker);
      }
      return worker.failure();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }

  private void forgetTheLastEnd(Worker worker) {
    if (lastEnd != null && worker.ready()) {
      lastEnd = null;
      LOG.atInfo().addKeyValue("worker", name).log("worker is ready again");
    }
  }

  private void ended(Throwable end) throws InterruptedException {
    LOG.atDebug().setCause(end).addKeyValue("worker", name).log("worker ended");
    boolean never = starts == 0 && supervision.firstMake() == Supervision.FirstMake.LASTING;
    if (never || supervision.lasting().test(end)) {
      failure = end;
      LOG.atError()
          .addKeyValue("worker", name)
          .addKeyValue("cause", Causes.sentence(end))
          .log("worker stopped for good");
      return;
    }
    lastEnd = end;
    endsInARow++;
    telemetry.restarted();
    Duration pause = supervision.pauses().after(endsInARow);
    LOG.atWarn()
        .addKeyValue("worker", name)
        .addKeyValue("ends", endsInARow)
        .addKeyValue("pause", pause)
        .addKeyValue("cause", Causes.sentence(end))
        .log("worker ended, it is started again");
    pause(pause);
  }

  /** Frees what the worker holds; the next one does not wait for one that hangs in that. */
  private void free() throws InterruptedException {
    started = false;
    Worker worker = present.getAndSet(null);
    if (worker == null) {
      return;
    }
    if (closing.getCount() == 0) {
      Thread.interrupted(); // What interrupted the making must not break off the freeing.
      close(worker);
      return;
    }
    Thread closer = new Thread(() -> close(worker), name + "-freeing");
    closer.setDaemon(true);
    closer.start();
    closer.join(FREEING.toMillis());
    if (closer.isAlive()) {
      LOG.atWarn()
          .addKeyValue("worker", name)
          .addKeyValue("after", FREEING)
          .log("ended worker does not free what it holds, going on without it");
    }
  }

  private void close(Worker worker) {
    try {
      worker.close();
    } catch (RuntimeException e) {
      // It has ended already: why, is told.
      LOG.atDebug().setCause(e).addKeyValue("worker", name).log("ended worker not closed");
    }
  }

  private boolean pause(Duration time) throws InterruptedException {
    return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
