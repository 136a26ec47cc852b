package org.genhowto.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.loop.LoopSettings;
import org.junit.jupiter.api.Test;

class DatasetSettingsTest {

  @Test
  void shards_are_written_a_minute_after_their_first_sample() {
    assertThat(DatasetSettings.from(Configuration.of(Map.of())))
        .isEqualTo(new DatasetSettings(1_000, Duration.ofMinutes(1), List.of()));
  }

  @Test
  void every_key_of_the_shard_writer_is_read() {
    Map<String, String> given =
        Map.of(
            "shard-writer.max-samples", "50",
            "shard-writer.max-linger-seconds", "2",
            "shard-writer.held-out", "/a,/b");
    assertThat(DatasetSettings.SECTION.settings()).hasSize(given.size() + LoopSettings.KEYS.size());

    assertThat(DatasetSettings.from(Configuration.of(given)))
        .isEqualTo(
            new DatasetSettings(50, Duration.ofSeconds(2), List.of(Path.of("/a"), Path.of("/b"))));
  }
}
