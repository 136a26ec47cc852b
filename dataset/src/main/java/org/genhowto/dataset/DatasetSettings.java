package org.genhowto.dataset;

import java.nio.file.Path;
import java.time.Duration;
import org.genhowto.runtime.config.Configuration;

/**
 * Settings of the shard writer.
 *
 * @param directory where finished tars appear
 * @param maxSamples most captioned triplets in one batch, and so in one shard
 * @param maxLinger how long a batch waits for more before it is written
 */
public record DatasetSettings(Path directory, int maxSamples, Duration maxLinger) {
  private static final int MOST_SAMPLES = 10_000;

  public static DatasetSettings from(Configuration configuration) {
    return new DatasetSettings(
        configuration.path("shards.directory", Path.of("shards")),
        configuration.integer("shards.max-samples", 1_000, 1, MOST_SAMPLES),
        Duration.ofSeconds(configuration.whole("shards.max-linger-seconds", 60, 0, 3_600)));
  }
}
