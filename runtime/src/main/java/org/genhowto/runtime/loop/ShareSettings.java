package org.genhowto.runtime.loop;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.worker.Retry;

/**
 * How a {@link ShareGroupLoop} goes about its work.
 *
 * @param retry what to do about failures that may pass, within one delivery
 * @param lock how long the broker keeps a request for a worker that does not say that it lives
 * @param deliveries how often a request is handed out; at the last it becomes a dead letter
 * @param callLimit how long the handler may take for a request before it is given up as hung
 * @param closeGrace how long closing waits for the handler's present call
 */
public record ShareSettings(
    Retry retry, Duration lock, int deliveries, Duration callLimit, Duration closeGrace) {

  /** What brokers allow at most unless they are told otherwise. */
  private static final int MOST_DELIVERIES = 10;

  /** Keys of every worker with such a loop. */
  public static final List<Setting> KEYS =
      Stream.concat(
              Retry.KEYS.stream(),
              Stream.of(
                  // What brokers allow unless they are told otherwise.
                  Setting.duration(
                      "lock",
                      "30s",
                      "15s",
                      "60s",
                      "How long the broker keeps a request for a worker that does not say that"
                          + " it lives."),
                  Setting.whole(
                      "deliveries",
                      4,
                      2,
                      9,
                      "How often a request is handed out, to workers that died of it or lost it;"
                          + " at the last it becomes a dead letter."),
                  Setting.duration(
                      "call-limit",
                      "1h",
                      "How long the handler may take for a request before it is given up as"
                          + " hung."),
                  Setting.duration(
                      "close-grace", "10s", "How long closing waits for the present call.")))
          .toList();

  public ShareSettings {
    if (lock.isNegative() || lock.isZero() || deliveries < 2) {
      throw new ConfigurationException(
          "lock %s and deliveries %d, expected more than 0s and at least 2"
              .formatted(lock, deliveries));
    }
  }

  /** A worker's section that has {@link #KEYS}. */
  public static ShareSettings from(Configuration configuration, Section worker) {
    SectionValues values = configuration.values(worker);
    return new ShareSettings(
        Retry.from(values),
        values.duration("lock"),
        values.integer("deliveries"),
        values.duration("call-limit"),
        values.duration("close-grace"));
  }

  /**
   * How often the broker hands a request out before it drops it: as often as brokers allow, as the
   * worker that is to write its dead letter may die as well.
   */
  int brokerDeliveries() {
    return Math.max(MOST_DELIVERIES, deliveries);
  }

  /** How often a worker tells the broker that it still works: twice may fail. */
  Duration renewal() {
    return lock.dividedBy(3);
  }
}
