package org.genhowto.launcher.station;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.genhowto.launcher.embedded.StartException;

/** Waits for a condition, no longer than is bearable, and not on a station that has failed. */
final class Await {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

  private Await() {}

  static void until(
      Duration patience, BooleanSupplier done, Supplier<String> missing, EmbeddedSystem station)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      station.requireWell();
      if (System.nanoTime() - end > 0) {
        throw new StartException("after " + patience.toSeconds() + " s: " + missing.get());
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
