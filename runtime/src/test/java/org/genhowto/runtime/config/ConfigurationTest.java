package org.genhowto.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.PlatformSections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  private static final Section SELECTION =
      Section.of(
          "triplet-selection",
          "Selects.",
          Setting.decimal("min-confidence", 0.5, 0, 1, "Least."),
          Setting.whole("max-distance", 5, 1, 9, "Most."),
          Setting.string("model", "none", "Which."),
          Setting.string("other", "none", "Which."));

  @Test
  void overrides_come_before_environment_before_file(@TempDir Path folder) throws Exception {
    // Given
    Path file = folder.resolve("genhowto.properties");
    Files.writeString(
        file,
        """
        triplet-selection.min-confidence=0.1
        triplet-selection.max-distance=1
        triplet-selection.model=a
        """);
    // When
    SectionValues values =
        Configuration.load(
                file,
                Map.of(
                    "GENHOWTO_TRIPLET_SELECTION_MIN_CONFIDENCE", "0.2",
                    "GENHOWTO_TRIPLET_SELECTION_MAX_DISTANCE", "2"),
                Map.of("triplet-selection.min-confidence", "0.3"))
            .values(SELECTION);
    // Then
    assertThat(values.decimal("min-confidence")).isEqualTo(0.3);
    assertThat(values.integer("max-distance")).isEqualTo(2);
    assertThat(values.string("model")).isEqualTo("a");
    assertThat(values.string("other")).isEqualTo("none");
  }

  @Test
  void defaults_of_the_house_hold_where_nobody_says_anything() {
    SectionValues values =
        Configuration.of(Map.of("triplet-selection.model", "mine", "triplet-selection.other", " "))
            .withDefaults(
                Map.of("triplet-selection.model", "ours", "triplet-selection.other", "ours"))
            .values(SELECTION);

    assertThat(values.string("model")).isEqualTo("mine");
    assertThat(values.string("other")).isEqualTo("ours");
  }

  @Test
  void a_file_that_cannot_be_read_is_named() {
    assertThatThrownBy(() -> Configuration.load(Path.of("no-such"), Map.of(), Map.of()))
        .hasMessage("cannot read settings from no-such, expected a properties file");
  }

  @Test
  void client_settings_are_handed_on_from_file_and_environment() {
    Configuration configuration =
        Configuration.load(
            null,
            Map.of("GENHOWTO_KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "PATH", "/bin"),
            Map.of("kafka.bootstrap", "b:9092", "kafka.sasl.jaas.config", "hidden-thing"));
    KafkaConnection kafka = KafkaConnection.from(configuration);
    new SettingsCatalogue(PlatformSections.KAFKA).check(configuration);
    assertThat(kafka.clientSettings())
        .containsEntry("bootstrap.servers", "b:9092")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.jaas.config", "hidden-thing")
        .doesNotContainKey("bootstrap");
    assertThat(kafka.toString()).contains("SASL_SSL").doesNotContain("hidden-thing");
  }

  @Test
  void secrets_are_hidden_in_print() {
    Configuration configuration =
        Configuration.load(
            null,
            Map.of("GENHOWTO_KAFKA_SSL_KEY_PASSWORD", "one-thing"),
            Map.of(
                "blobs.secret-access-key", "another-thing",
                "registry.basic.auth.user.info", "third:thing",
                "blobs.uri", "file:/blobs"));
    assertThat(configuration.toString()).contains("file:/blobs").doesNotContain("thing");
  }
}
