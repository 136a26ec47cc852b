package org.genhowto.runtime;

import java.time.Duration;

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
    if (lock.compareTo(Duration.ofSeconds(15)) < 0 || lock.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new ConfigurationException("lock is %s, expected 15s to 60s".formatted(lock));
    }
    if (deliveries < 2 || deliveries > 10) {
      throw new ConfigurationException("deliveries is %d, expected 2 to 10".formatted(deliveries));
    }
  }

  /**
   * Keys WORKER.attempts, WORKER.retry-pause..., WORKER.lock, WORKER.deliveries,
   * WORKER.close-grace.
   */
  public static ShareSettings from(Configuration configuration, String worker) {
    return new ShareSettings(
        Retry.from(configuration, worker),
        configuration.duration(worker + ".lock", Duration.ofSeconds(30)),
        configuration.integer(worker + ".deliveries", 5, 2, 10),
        configuration.duration(worker + ".close-grace", Duration.ofSeconds(10)));
  }

  /** How often a worker tells the broker that it still works: twice may fail. */
  Duration renewal() {
    return lock.dividedBy(3);
  }
}
