package org.genhowto.runtime.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.genhowto.runtime.metrics.WorkerTelemetry;

/**
 * What the parts of one running worker share.
 *
 * @param closing counted down when the worker is to stop
 * @param waits what it waits for
 */
public record WorkerContext(String worker, Platform platform, CountDownLatch closing, Waits waits) {

  /**
   * How long a closed worker waits for a call that was told to end: whoever closes it frees what
   * the call works with, such as a model's memory.
   */
  public static final Duration LAST_CALL = Duration.ofSeconds(30);

  public WorkerContext(String worker, Platform platform) {
    this(worker, platform, new CountDownLatch(1), new Waits());
  }

  public Clock clock() {
    return platform.clock();
  }

  public WorkerTelemetry telemetry() {
    return platform.telemetry().worker(worker);
  }

  public boolean isClosing() {
    return closing.getCount() == 0;
  }

  void beginClosing() {
    closing.countDown();
  }

  /** Waits, and says whether the worker began to close meanwhile. */
  public boolean pause(Duration time) throws InterruptedException {
    return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
