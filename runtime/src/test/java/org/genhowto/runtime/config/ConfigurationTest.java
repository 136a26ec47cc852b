package org.genhowto.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.genhowto.runtime.worker.KafkaConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  enum Sampler {
    DDIM,
    PLAIN_DDPM
  }

  @Test
  void overridesComeBeforeEnvironmentBeforeFile(@TempDir Path folder) throws Exception {
    // Given
    Path file = folder.resolve("genhowto.properties");
    Files.writeString(file, "localizer.min-score=0.1\nlocalizer.runs=1\nlocalizer.model=a\n");
    Configuration configuration =
        Configuration.load(
            file,
            Map.of("GENHOWTO_LOCALIZER_MIN_SCORE", "0.2", "GENHOWTO_LOCALIZER_RUNS", "2"),
            Map.of("localizer.min-score", "0.3"));
    // Then
    assertThat(configuration.decimal("localizer.min-score", 0, 0, 1)).isEqualTo(0.3);
    assertThat(configuration.integer("localizer.runs", 5, 1, 9)).isEqualTo(2);
    assertThat(configuration.string("localizer.model", "none")).isEqualTo("a");
    assertThat(configuration.string("localizer.other", "none")).isEqualTo("none");
  }

  @Test
  void readsEveryType() {
    Configuration configuration =
        Configuration.of(
            Map.of(
                "a.flag", "true",
                "a.short", "250ms",
                "a.long", "PT1H30M",
                "a.list", "x, y,,z",
                "a.path", "models/clip",
                "a.sampler", "plain-ddpm"));
    assertThat(configuration.flag("a.flag", false)).isTrue();
    assertThat(configuration.duration("a.short", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
    assertThat(configuration.duration("a.long", Duration.ZERO)).isEqualTo(Duration.ofMinutes(90));
    assertThat(configuration.list("a.list", List.of())).containsExactly("x", "y", "z");
    assertThat(configuration.path("a.path", Path.of("."))).isEqualTo(Path.of("models/clip"));
    assertThat(configuration.choice("a.sampler", Sampler.DDIM)).isEqualTo(Sampler.PLAIN_DDPM);
    configuration.requireAllUsed();
  }

  @Test
  void aMessageNamesKeyActualAndExpected() {
    Configuration configuration =
        Configuration.of(
            Map.of("l.score", "1.5", "l.runs", "two", "l.sampler", "euler", "l.wait", "-PT1S"));
    assertThatThrownBy(() -> configuration.decimal("l.score", 0, 0, 1))
        .hasMessage("l.score is 1.5, expected a number from 0.0 to 1.0");
    assertThatThrownBy(() -> configuration.integer("l.runs", 1, 1, 9))
        .hasMessage("l.runs is 'two', expected a whole number from 1 to 9");
    assertThatThrownBy(() -> configuration.choice("l.sampler", Sampler.DDIM))
        .hasMessage("l.sampler is 'euler', expected one of ddim, plain-ddpm");
    assertThatThrownBy(() -> configuration.duration("l.wait", Duration.ZERO))
        .hasMessageContaining("l.wait is '-PT1S'");
    assertThatThrownBy(() -> configuration.required("l.model"))
        .hasMessage(
            "l.model is not set, expected a value (or GENHOWTO_L_MODEL in the environment)");
  }

  @Test
  void notANumberIsRefused() {
    assertThatThrownBy(() -> Configuration.of(Map.of("l.score", "NaN")).decimal("l.score", 0, 0, 1))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void aMisspeltKeyFailsTheStart() {
    Configuration configuration = Configuration.of(Map.of("localizer.min-scroe", "0.2"));
    configuration.decimal("localizer.min-score", 0.1, 0, 1);
    assertThatThrownBy(configuration::requireAllUsed)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("localizer.min-scroe");
  }

  @Test
  void aMisspeltSectionFailsTheStart() {
    assertThatThrownBy(Configuration.of(Map.of("localiser.runs", "1"))::requireAllUsed)
        .hasMessageContaining("localiser.runs");
  }

  @Test
  void aMisspeltVariableFailsTheStart() {
    Configuration configuration =
        Configuration.load(null, Map.of("GENHOWTO_LOCALIZER_RUNZ", "1"), Map.of());
    configuration.integer("localizer.runs", 1, 1, 9);
    assertThatThrownBy(configuration::requireAllUsed)
        .hasMessageContaining("GENHOWTO_LOCALIZER_RUNZ");
  }

  @Test
  void keysOfARoomThatDoesNotRunHereAreLeftToIt() {
    Configuration configuration =
        Configuration.load(
            null, Map.of("GENHOWTO_GENERATOR_STEPS", "5"), Map.of("captioner.x", "1"));
    configuration.integer("localizer.runs", 1, 1, 9);
    configuration.requireAllUsed();
  }

  @Test
  void clientSettingsArePassedOnFromFileAndEnvironment() {
    Configuration configuration =
        Configuration.load(
            null,
            Map.of("GENHOWTO_KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "PATH", "/bin"),
            Map.of("kafka.bootstrap", "b:9092", "kafka.sasl.jaas.config", "hidden-thing"));
    KafkaConnection kafka = KafkaConnection.from(configuration);
    configuration.requireAllUsed();
    assertThat(kafka.clientSettings())
        .containsEntry("bootstrap.servers", "b:9092")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.jaas.config", "hidden-thing")
        .doesNotContainKey("bootstrap");
    assertThat(kafka.toString()).contains("SASL_SSL").doesNotContain("hidden-thing");
  }

  @Test
  void secretsAreHiddenInPrint() {
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
