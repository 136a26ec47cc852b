package org.genhowto.runtime.worker;

import java.time.Duration;
import java.util.List;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * How often a record is tried, and how long the pauses between are: the first, then twice as long
 * each time, up to a limit.
 *
 * @param attempts how often a record is tried before it becomes a dead letter
 */
public record Retry(int attempts, Duration pause, Duration pauseLimit) {

  /** Keys of every worker that tries records again. */
  public static final List<Setting> KEYS =
      List.of(
          Setting.whole(
              "attempts",
              5,
              1,
              1000,
              "How often a record is tried before it becomes a dead letter."),
          Setting.duration(
              "retry-pause", "1s", "Pause after the first failure; it doubles with each."),
          Setting.duration("retry-pause-limit", "30s", "Longest pause between attempts."));

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

  public static Retry from(SectionValues values) {
    return new Retry(
        values.integer("attempts"),
        values.duration("retry-pause"),
        values.duration("retry-pause-limit"));
  }

  /** Pause after a number of failures in a row, from 1. */
  public Duration after(int failures) {
    // Beyond 2^20 every sensible first pause has long passed the limit.
    Duration grown = pause.multipliedBy(1L << Math.min(failures - 1, 20));
    return grown.compareTo(pauseLimit) > 0 ? pauseLimit : grown;
  }
}
