package org.genhowto.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.genhowto.ingest.fetch.FetchLimits;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.FrameSampling.CutVideos;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.loop.LoopSettings;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {
  @Test
  void defaults_are_those_of_the_paper_and_of_a_careful_host() {
    IngestSettings settings = IngestSettings.from(Configuration.of(Map.of()));

    assertThat(settings.concurrency()).isEqualTo(24);
    assertThat(settings.sampling())
        .isEqualTo(new FrameSampling(36_000, 512, 0.95, 35_389_440, 1, CutVideos.KEEP));
    assertThat(settings.fetch())
        .isEqualTo(
            new FetchLimits(
                Set.of("file", "http", "https"),
                4L << 30,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(15),
                2,
                Path.of(System.getProperty("java.io.tmpdir"))));
  }

  @Test
  void every_key_is_read() {
    Map<String, String> given =
        Map.ofEntries(
            Map.entry("ingest.schemes", "https"),
            Map.entry("ingest.max-bytes", "1000"),
            Map.entry("ingest.connect-timeout", "1s"),
            Map.entry("ingest.idle-timeout", "3s"),
            Map.entry("ingest.fetch-timeout", "2m"),
            Map.entry("ingest.fetches-per-host", "7"),
            Map.entry("ingest.folder", "/var/tmp"),
            Map.entry("ingest.max-seconds", "60"),
            Map.entry("ingest.short-side", "64"),
            Map.entry("ingest.jpeg-quality", "0.5"),
            Map.entry("ingest.max-pixels", "2000000"),
            Map.entry("ingest.decoder-threads", "2"),
            Map.entry("ingest.cut-videos", "refuse"),
            Map.entry("ingest.concurrency", "5"));
    assertThat(IngestSettings.SECTION.settings()).hasSize(given.size() + LoopSettings.KEYS.size());

    IngestSettings settings = IngestSettings.from(Configuration.of(given));

    assertThat(settings.concurrency()).isEqualTo(5);
    assertThat(settings.sampling())
        .isEqualTo(new FrameSampling(60, 64, 0.5, 2_000_000, 2, CutVideos.REFUSE));
    assertThat(settings.fetch())
        .isEqualTo(
            new FetchLimits(
                Set.of("https"),
                1000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofMinutes(2),
                7,
                Path.of("/var/tmp")));
  }

  @Test
  void an_unknown_scheme_fails_the_start() {
    assertThatThrownBy(() -> IngestSettings.from(Configuration.of(Map.of("ingest.schemes", "ftp"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("ingest.schemes is 'ftp', expected any of file, http, https");
  }
}
