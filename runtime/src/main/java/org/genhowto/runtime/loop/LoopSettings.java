package org.genhowto.runtime.loop;

import java.time.Duration;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.worker.Retry;

/**
 * How an {@link ExactlyOnceLoop} goes about its work.
 *
 * @param retry what to do about failures that may pass
 * @param buffer records of one partition that are taken in before they are finished
 * @param batchSize most records a {@code BatchHandler} gets at once
 * @param batchLinger how long the first record of a batch waits for more
 * @param closeGrace how long closing waits for the handler's present call
 */
public record LoopSettings(
    Retry retry, int buffer, int batchSize, Duration batchLinger, Duration closeGrace) {

  public LoopSettings {
    if (buffer < 1 || batchSize < 1) {
      throw new ConfigurationException(
          "buffer %d and batch size %d, expected at least 1".formatted(buffer, batchSize));
    }
    // A batch must fit the buffer, or it never fills.
    buffer = Math.max(buffer, batchSize);
  }

  /** Keys WORKER.attempts, WORKER.retry-pause, WORKER.retry-pause-limit, WORKER.close-grace. */
  public static LoopSettings from(Configuration configuration, String worker) {
    return new LoopSettings(
        Retry.from(configuration, worker),
        configuration.integer(worker + ".buffer", 256, 1, 100_000),
        1,
        Duration.ZERO,
        configuration.duration(worker + ".close-grace", Duration.ofSeconds(10)));
  }

  /** The same for a handler of batches. */
  public LoopSettings batches(int size, Duration linger) {
    return new LoopSettings(retry, buffer, size, linger, closeGrace);
  }
}
