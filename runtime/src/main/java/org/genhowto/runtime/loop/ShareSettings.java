package org.genhowto.runtime.loop;

import java.time.Duration;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.worker.Retry;

/**
 * How a {@link ShareGroupLoop} goes about its work.
 *
 * @param retry what to do about failures that may pass, within one delivery
 * @param lock how long the broker keeps a request for a worker that does not say that it lives
 * @param deliveries how often the broker hands a request out; at the last it becomes a dead letter
 * @param closeGrace how long closing waits for the handler's present call
 */
public record ShareSettings(Retry retry, Duration lock, int deliveries, Duration closeGrace) {

  public ShareSettings {
    if (lock.isNegative() || lock.isZero() || deliveries < 2) {
      throw new ConfigurationException(
          "lock %s and deliveries %d, expected more than 0s and at least 2"
              .formatted(lock, deliveries));
    }
  }

  /**
   * Keys WORKER.attempts, WORKER.retry-pause..., WORKER.lock, WORKER.deliveries,
   * WORKER.close-grace.
   */
  public static ShareSettings from(Configuration configuration, String worker) {
    Duration lock = configuration.duration(worker + ".lock", Duration.ofSeconds(30));
    // What brokers allow unless they are told otherwise.
    if (lock.compareTo(Duration.ofSeconds(15)) < 0 || lock.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new ConfigurationException(
          "%s.lock is %s, expected 15s to 60s".formatted(worker, lock));
    }
    return new ShareSettings(
        Retry.from(configuration, worker),
        lock,
        configuration.integer(worker + ".deliveries", 5, 2, 10),
        configuration.duration(worker + ".close-grace", Duration.ofSeconds(10)));
  }

  /** How often a worker tells the broker that it still works: twice may fail. */
  Duration renewal() {
    return lock.dividedBy(3);
  }
}
