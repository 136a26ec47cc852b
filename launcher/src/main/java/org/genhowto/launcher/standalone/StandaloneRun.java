package org.genhowto.launcher.standalone;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.process.Shutdown;

/** Something that stays up until the process is told to stop, or it breaks. */
final class StandaloneRun {
  private static final long WATCH_MILLIS = 500;

  private StandaloneRun() {}

  /**
   * @param failure what broke, once something did
   */
  static void untilTold(
      String name,
      AutoCloseable part,
      Supplier<Optional<Throwable>> failure,
      Configuration settings)
      throws InterruptedException {
    Shutdown shutdown = Shutdown.of(settings);
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    shutdown.hearSignals();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  awaitQuietly(closed);
                },
                "stop"));
    try {
      while (!told.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
        Optional<Throwable> broken = failure.get();
        if (broken.isPresent()) {
          throw new StartException(name + " stopped", broken.get());
        }
      }
    } finally {
      shutdown.beginQuietly();
      shutdown.close(Map.of(name, () -> close(part)));
      shutdown.end();
      closed.countDown();
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) { // declared by AutoCloseable
      throw new StartException("it does not close", e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
