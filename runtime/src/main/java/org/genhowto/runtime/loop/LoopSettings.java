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
 * How an {@link ExactlyOnceLoop} goes about its work.
 *
 * @param retry what to do about failures that may pass
 * @param buffer records of one partition that are taken in before they are finished
 * @param batchSize most records a {@code BatchHandler} gets at once
 * @param batchLinger how long the first record of a batch waits for more
 * @param concurrency records that are worked on at once, each by one call
 * @param callLimit how long a call of the handler may take before it is given up as hung
 * @param closeGrace how long closing waits for the handler's present call
 */
public record LoopSettings(
    Retry retry,
    int buffer,
    int batchSize,
    Duration batchLinger,
    int concurrency,
    Duration callLimit,
    Duration closeGrace) {

  /** A worker whose handler hangs longer than this on one record is better off without it. */
  public static final Duration CALL_LIMIT = Duration.ofHours(1);

  /** Keys of every worker with such a loop. */
  public static final List<Setting> KEYS =
      Stream.concat(
              Retry.KEYS.stream(),
              Stream.of(
                  Setting.whole(
                          "buffer",
                          256,
                          1,
                          100_000,
                          "Most records of one partition that are taken in before they are"
                              + " finished.")
                      .in("records"),
                  Setting.duration(
                      "call-limit",
                      "1h",
                      "How long the handler may take for a record before it is given up as hung."),
                  Setting.duration(
                      "close-grace", "10s", "How long closing waits for the present call.")))
          .toList();

  public LoopSettings {
    if (buffer < 1 || batchSize < 1 || concurrency < 1) {
      throw new ConfigurationException(
          "buffer %d, batch size %d and concurrency %d, expected at least 1"
              .formatted(buffer, batchSize, concurrency));
    }
    // A batch must fit the buffer, or it never fills.
    buffer = Math.max(buffer, batchSize);
  }

  /** A worker's section that has {@link #KEYS}. */
  public static LoopSettings from(Configuration configuration, Section worker) {
    SectionValues values = configuration.values(worker);
    return new LoopSettings(
        Retry.from(values),
        values.integer("buffer"),
        1,
        Duration.ZERO,
        1,
        values.duration("call-limit"),
        values.duration("close-grace"));
  }

  /** The same for a handler of batches. */
  public LoopSettings batches(int size, Duration linger) {
    return new LoopSettings(retry, buffer, size, linger, concurrency, callLimit, closeGrace);
  }

  /** The same with more than one call at a time, for a handler that bears it. */
  public LoopSettings concurrent(int calls) {
    return new LoopSettings(retry, buffer, batchSize, batchLinger, calls, callLimit, closeGrace);
  }
}
