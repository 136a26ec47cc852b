package org.genhowto.runtime.worker;

import java.time.Duration;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;

/**
 * How often a record is tried, and how long the pauses between are: the first, then twice as long
 * each time, up to a limit.
 *
 * @param attempts how often a record is tried before it becomes a dead letter
 */
public record Retry(int attempts, Duration pause, Duration pauseLimit) {

  public Retry {
    if (attempts < 1) {
      throw new ConfigurationException("attempts is %d, expected at least 1".formatted(attempts));
    }
    if (pause.compareTo(pauseLimit) > 0) {
      throw new ConfigurationException(
          "retry-pause is %s, expected at most retry-pause-limit, which is %s"
              .formatted(pause, pauseLimit));
    }
  }

  /** Keys WORKER.attempts, WORKER.retry-pause, WORKER.retry-pause-limit. */
  public static Retry from(Configuration configuration, String worker) {
    return new Retry(
        configuration.integer(worker + ".attempts", 5, 1, 1000),
        configuration.duration(worker + ".retry-pause", Duration.ofSeconds(1)),
        configuration.duration(worker + ".retry-pause-limit", Duration.ofSeconds(30)));
  }

  /** Pause after a number of failures in a row, from 1. */
  public Duration after(int failures) {
    // Beyond 2^20 every sensible first pause has long passed the limit.
    Duration grown = pause.multipliedBy(1L << Math.min(failures - 1, 20));
    return grown.compareTo(pauseLimit) > 0 ? pauseLimit : grown;
  }
}
