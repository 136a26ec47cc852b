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
 * @param closeGrace how long closing waits for the handler's present call
 */
public record LoopSettings(
    Retry retry, int buffer, int batchSize, Duration batchLinger, Duration closeGrace) {

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
                      "close-grace", "10s", "How long closing waits for the present call.")))
          .toList();

  public LoopSettings {
    if (buffer < 1 || batchSize < 1) {
      throw new ConfigurationException(
          "buffer %d and batch size %d, expected at least 1".formatted(buffer, batchSize));
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
        values.duration("close-grace"));
  }

  /** The same for a handler of batches. */
  public LoopSettings batches(int size, Duration linger) {
    return new LoopSettings(retry, buffer, size, linger, closeGrace);
  }
}
