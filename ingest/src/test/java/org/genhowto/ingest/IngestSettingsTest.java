package org.genhowto.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.ingest.decoding.Decoding;
import org.genhowto.ingest.decoding.Decoding.Decoder;
import org.genhowto.ingest.decoding.DecodingLimits;
import org.genhowto.ingest.fetch.FetchLimits;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.FrameSampling.CutVideos;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.remote.AddressBlock;
import org.genhowto.runtime.remote.Destinations;
import org.genhowto.schemas.Causes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestSettingsTest {
  @Test
  void defaults_are_those_of_the_paper_and_of_a_careful_host() {
    IngestSettings settings = IngestSettings.from(Configuration.of(Map.of()));

    assertThat(settings.concurrency()).isEqualTo(24);
    assertThat(settings.sampling())
        .isEqualTo(
            new FrameSampling(
                36_000,
                512,
                0.95,
                35_389_440,
                1,
                CutVideos.KEEP,
                FrameSampling.Decode.NEEDED,
                FrameSampling.StillVideos.KEEP));
    assertThat(settings.decoding())
        .isEqualTo(
            new Decoding(
                Decoder.PROCESS,
                new DecodingLimits(
                    900, 120, 2L << 30, Duration.ofSeconds(60), 10_000_000, 8L << 30)));
    assertThat(settings.fetch())
        .isEqualTo(
            new FetchLimits(
                Set.of("file", "http", "https"),
                4L << 30,
                new FetchLimits.Time(
                    Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(15), 1000),
                2,
                Path.of(System.getProperty("java.io.tmpdir"))));
    assertThat(settings.reach().destinations())
        .isEqualTo(
            new Destinations(
                List.of(), List.of(Destinations.Ports.of("80"), Destinations.Ports.of("443"))));
    assertThat(settings.reach().fileRoots()).isEmpty();
    assertThat(settings.reach().secrets()).hasToString("secrets of []");
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
            Map.entry("ingest.min-rate", "5"),
            Map.entry("ingest.allowed-networks", "10.0.0.0/8,fd00::/8"),
            Map.entry("ingest.allowed-ports", "80,8000-8999"),
            Map.entry("ingest.file-roots", "/videos,/more"),
            Map.entry("ingest.logins", "{\"h.org\": \"me:secret\"}"),
            Map.entry("ingest.headers", "{\"i.org:81\": {\"X-Key\": \"secret\"}}"),
            Map.entry("ingest.folder", "/var/tmp"),
            Map.entry("ingest.max-seconds", "60"),
            Map.entry("ingest.short-side", "64"),
            Map.entry("ingest.jpeg-quality", "0.5"),
            Map.entry("ingest.max-pixels", "2000000"),
            Map.entry("ingest.decoder-threads", "2"),
            Map.entry("ingest.cut-videos", "refuse"),
            Map.entry("ingest.decode", "all"),
            Map.entry("ingest.decoder", "in-process"),
            Map.entry("ingest.decoder-cpu", "60"),
            Map.entry("ingest.decoder-cpu-least", "30"),
            Map.entry("ingest.decoder-memory", "500000000"),
            Map.entry("ingest.decoder-silence", "20s"),
            Map.entry("ingest.max-frames", "1000"),
            Map.entry("ingest.max-output-bytes", "2000"),
            Map.entry("ingest.still-videos", "skip"),
            Map.entry("ingest.concurrency", "5"));
    assertThat(IngestSettings.SECTION.settings()).hasSize(given.size() + LoopSettings.KEYS.size());

    IngestSettings settings = IngestSettings.from(Configuration.of(given));

    assertThat(settings.concurrency()).isEqualTo(5);
    assertThat(settings.sampling())
        .isEqualTo(
            new FrameSampling(
                60,
                64,
                0.5,
                2_000_000,
                2,
                CutVideos.REFUSE,
                FrameSampling.Decode.ALL,
                FrameSampling.StillVideos.SKIP));
    assertThat(settings.decoding())
        .isEqualTo(
            new Decoding(
                Decoder.IN_PROCESS,
                new DecodingLimits(60, 30, 500_000_000, Duration.ofSeconds(20), 1000, 2000)));
    assertThat(settings.fetch())
        .isEqualTo(
            new FetchLimits(
                Set.of("https"),
                1000,
                new FetchLimits.Time(
                    Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(2), 5),
                7,
                Path.of("/var/tmp")));
    assertThat(settings.reach().destinations())
        .isEqualTo(
            new Destinations(
                List.of(AddressBlock.of("10.0.0.0/8"), AddressBlock.of("fd00::/8")),
                List.of(new Destinations.Ports(80, 80), new Destinations.Ports(8000, 8999))));
    assertThat(settings.reach().fileRoots()).containsExactly(Path.of("/videos"), Path.of("/more"));
    assertThat(settings.toString()).contains("secrets of [h.org, i.org:81]").doesNotContain("me:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ingest.allowed-networks|10.0.0.0/33",
        "ingest.allowed-networks|example.org",
        "ingest.allowed-networks|127.1",
        "ingest.allowed-networks|10.0.0.0/8 11.0.0.0/8",
        "ingest.allowed-ports|0",
        "ingest.allowed-ports|http",
        "ingest.allowed-ports|90-80",
        "ingest.allowed-ports|70000",
        "ingest.logins|secret",
        "ingest.logins|{\"a b\": \"me:secret\"}",
        "ingest.logins|{\"h\": {\"me\": \"secret\"}}",
        "ingest.headers|{\"h\": {\"A b\": \"secret\"}}",
        "ingest.headers|{\"h\": {\"A\": \"secret\\nB: c\"}}"
      })
  void what_cannot_be_meant_fails_the_start_and_shows_no_secret(String key, String value) {
    assertThatThrownBy(() -> IngestSettings.from(Configuration.of(Map.of(key, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key)
        .satisfies(
            thrown ->
                assertThat(Causes.of(thrown).map(String::valueOf).toList().toString())
                    .doesNotContain("secret"));
  }

  @Test
  void an_unknown_scheme_fails_the_start() {
    assertThatThrownBy(() -> IngestSettings.from(Configuration.of(Map.of("ingest.schemes", "ftp"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("ingest.schemes is 'ftp', expected any of file, http, https");
  }
}
