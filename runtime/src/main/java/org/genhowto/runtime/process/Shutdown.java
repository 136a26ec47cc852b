package org.genhowto.runtime.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.PlatformSections;
import org.genhowto.schemas.Causes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The end of a process, which comes: its parts are closed, each in one logged line, and what still
 * hangs at the end of the grace, or when a person presses Ctrl-C again, no longer holds it up.
 */
public final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /**
   * A second SIGINT sooner than this is an echo of the first, as of a wrapper that passes it on.
   */
  private static final long ECHO = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int FAILED = 1;

  private final Duration grace;
  private final IntConsumer halt;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile boolean quiet;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Set<String> open = new ConcurrentSkipListSet<>();

  /** Setting worker.shutdown-grace. */
  public static Shutdown of(Configuration configuration) {
    return new Shutdown(
        configuration.values(PlatformSections.WORKER).duration("shutdown-grace"),
        Runtime.getRuntime()::halt);
  }

  Shutdown(Duration grace, IntConsumer halt) {
    this.grace = grace;
    this.halt = halt;
  }

  /** From now on SIGINT and SIGTERM end the process, and the second SIGINT does so at once. */
  public void hearSignals() {
    AtomicLong first = new AtomicLong();
    Signals.listen(
        name -> {
          int status = 128 + (name.equals("INT") ? 2 : 15);
          if (first.compareAndSet(0, System.nanoTime())) {
            begin(name);
            new Thread(() -> System.exit(status), "exit").start();
          } else if (name.equals("INT") && System.nanoTime() - first.get() > ECHO) {
            halt("asked again", status);
          }
        });
  }

  /**
   * The grace begins, if it has not yet.
   *
   * @param reason why, in a word or two
   */
  public void begin(String reason) {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    LOG.atInfo().addKeyValue("reason", reason).addKeyValue("grace", grace).log("stopping");
    limitTheTime();
  }

  private void limitTheTime() {
    Thread limit = new Thread(this::limit, "shutdown-limit");
    limit.setDaemon(true);
    limit.start();
  }

  /** The same for a process that has done what it was to do: nobody needs to be told. */
  public void beginQuietly() {
    if (begun.compareAndSet(false, true)) {
      quiet = true;
      limitTheTime();
    }
  }

  /** Closes parts at the same time; returns when all are closed. */
  public void close(Map<String, Runnable> parts) {
    List<Thread> closers = new ArrayList<>();
    open.addAll(parts.keySet());
    parts.forEach(
        (name, part) -> {
          Thread closer = new Thread(() -> close(name, part), "close-" + name);
          closer.setDaemon(true);
          closer.start();
          closers.add(closer);
        });
    try {
      for (Thread closer : closers) {
        closer.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is closed: the grace no longer counts. */
  public void end() {
    ended.countDown();
  }

  private void close(String name, Runnable part) {
    long start = System.nanoTime();
    try {
      part.run();
      LOG.atLevel(quiet ? Level.DEBUG : Level.INFO)
          .addKeyValue("part", name)
          .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
          .log("stopped");
    } catch (RuntimeException e) {
      LOG.atDebug().setCause(e).addKeyValue("part", name).log("not closed well");
      LOG.atWarn()
          .addKeyValue("part", name)
          .addKeyValue("cause", Causes.sentence(e))
          .log("stopped by a failure");
    } finally {
      open.remove(name);
    }
  }

  private void limit() {
    try {
      if (!ended.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        halt("the grace is over", FAILED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void halt(String why, int status) {
    LOG.atError()
        .addKeyValue("why", why)
        .addKeyValue("grace", grace)
        .addKeyValue("hangs", open.isEmpty() ? "the process" : open)
        .log("halting without an orderly end; what was in flight is done again");
    LOG.atDebug().addKeyValue("stacks", Thread.getAllStackTraces().keySet()).log("threads");
    halt.accept(status);
  }
}
