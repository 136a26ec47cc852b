package org.genhowto.launcher.station;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.process.Shutdown;
import org.genhowto.schemas.Causes;

/**
 * A job on an embedded system, which is closed when the job ends or the process is told to stop, be
 * it while the system starts.
 */
public final class EmbeddedRun {
  private final Thread thread = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Shutdown shutdown;
  private boolean working = true;
  private boolean told;

  /** What is done; it ends when its thread is interrupted. */
  public interface Job {
    int on(EmbeddedSystem station) throws IOException, InterruptedException;
  }

  private EmbeddedRun(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  /** Runs it on the present thread, and says how it ended: the job's status. */
  public static int of(Path data, EmbeddedSystem.Ports ports, Configuration settings, Job job)
      throws IOException, InterruptedException {
    EmbeddedRun run = new EmbeddedRun(Shutdown.of(settings));
    run.shutdown.hearSignals();
    Runtime.getRuntime().addShutdownHook(new Thread(run::stop, "stop"));
    try {
      return run.work(data, ports, settings, job);
    } finally {
      run.shutdown.end();
      run.closed.countDown();
    }
  }

  private int work(Path data, EmbeddedSystem.Ports ports, Configuration settings, Job job)
      throws IOException, InterruptedException {
    try (EmbeddedSystem station = EmbeddedSystem.start(data, ports, settings, shutdown)) {
      try {
        return job.on(station);
      } catch (RuntimeException e) {
        shutdown.begin(Causes.sentence(e));
        throw e;
      } finally {
        beginClosing(); // Nothing interrupts the closing.
      }
    } catch (RuntimeException | Error | InterruptedException e) {
      if (told()) {
        return 0; // What was interrupted ends as it can.
      }
      throw e;
    }
  }

  private synchronized void beginClosing() {
    working = false;
    Thread.interrupted();
  }

  private synchronized boolean told() {
    return told;
  }

  private synchronized void tell() {
    told = true;
    if (working) {
      thread.interrupt();
    }
  }

  /** The process ends when its hooks end, so this one waits for the closing. */
  private void stop() {
    tell();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
