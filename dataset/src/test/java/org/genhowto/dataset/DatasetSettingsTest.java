package org.genhowto.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.Test;

class DatasetSettingsTest {

  @Test
  void shardsAreWrittenAMinuteAfterTheirFirstSample() {
    assertThat(DatasetSettings.from(Configuration.of(Map.of())))
        .isEqualTo(new DatasetSettings(Path.of("shards"), 1_000, Duration.ofMinutes(1)));
  }

  @Test
  void everyKeyOfTheShardWriterIsRead() {
    Configuration configuration =
        Configuration.of(
            Map.of(
                "shards.directory", "/data/shards",
                "shards.max-samples", "50",
                "shards.max-linger-seconds", "2"));

    assertThat(DatasetSettings.from(configuration))
        .isEqualTo(new DatasetSettings(Path.of("/data/shards"), 50, Duration.ofSeconds(2)));
    configuration.requireAllUsed();
  }
}
