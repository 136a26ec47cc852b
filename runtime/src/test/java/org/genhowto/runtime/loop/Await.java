package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Waits on a condition. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Await() {}

  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  /** No records, after a moment: a mock that polls without waiting would keep a core busy. */
  public static <K, V> ConsumerRecords<K, V> empty() {
    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    return ConsumerRecords.empty();
  }
}
