package org.genhowto.runtime.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.genhowto.runtime.worker.PlatformSections;
import org.junit.jupiter.api.Test;

class SettingsCatalogueTest {
  private static final SettingsCatalogue CATALOGUE =
      new SettingsCatalogue(
          PlatformSections.KAFKA,
          PlatformSections.REGISTRY,
          Section.of(
              "localizer",
              "Scores.",
              Setting.decimal("min-score", 0.5, 0, 1, "Least."),
              Setting.whole("runs", 0, 0, 9, "Runs.")),
          Section.of(
                  "triplet-selection",
                  "Selects.",
                  Setting.decimal("min-confidence", 0.5, 0, 1, "Least."))
              .formerly("triplets"),
          Section.of("metrics", "Measures.", Setting.duration("interval", "5s", "Time."))
              .formerly(Map.of("evaluator.interval", "interval")));

  @Test
  void what_is_known_passes() {
    assertThatCode(
            () ->
                CATALOGUE.check(
                    Configuration.load(
                        null,
                        Map.of(
                            "GENHOWTO_TRIPLET_SELECTION_MIN_CONFIDENCE", "0.4",
                            "GENHOWTO_KAFKA_SECURITY_PROTOCOL", "SSL",
                            "GENHOWTO_REGISTRY_MAX_RETRIES", "3",
                            "GENHOWTO_BUILD", "-Dgpu",
                            "PATH", "/bin"),
                        Map.of(
                            "localizer.runs", "3",
                            "kafka.bootstrap", "b:9092",
                            "kafka.sasl.jaas.config", "x",
                            "kafka.num.stream.threads", "2",
                            "kafka.consumer.max.poll.records", "2",
                            "registry.basic.auth.user.info", "a:b"))))
        .doesNotThrowAnyException();
  }

  @Test
  void a_misspelt_key_fails_with_the_nearest() {
    refused(
        "localizer.min-scor",
        "unknown setting localizer.min-scor, did you mean localizer.min-score?");
  }

  @Test
  void a_misspelt_section_fails_with_the_nearest() {
    refused("localiser.runs", "unknown setting localiser.runs, did you mean localizer.runs?");
  }

  @Test
  void a_section_without_keys_does_not_exist() {
    refused(
        "demo.x",
        "unknown setting demo.x, expected a key of one of the sections [kafka, registry, localizer,"
            + " triplet-selection, metrics]");
  }

  @Test
  void a_misspelt_variable_fails_with_the_nearest() {
    assertThatThrownBy(
            () ->
                CATALOGUE.check(
                    Configuration.load(null, Map.of("GENHOWTO_LOCALIZER_RUNZ", "1"), Map.of())))
        .hasMessage(
            "unknown setting GENHOWTO_LOCALIZER_RUNZ, did you mean GENHOWTO_LOCALIZER_RUNS?");
  }

  @Test
  void a_setting_that_no_kafka_client_knows_fails_with_the_nearest() {
    refused(
        "kafka.security.protokol",
        "unknown setting kafka.security.protokol, did you mean kafka.security.protocol?");
    assertThatThrownBy(
            () ->
                CATALOGUE.check(
                    Configuration.load(
                        null, Map.of("GENHOWTO_KAFKA_SASL_MECHANISMS", "PLAIN"), Map.of())))
        .hasMessage(
            "unknown setting GENHOWTO_KAFKA_SASL_MECHANISMS, did you mean"
                + " GENHOWTO_KAFKA_SASL_MECHANISM?");
  }

  @Test
  void a_key_of_an_earlier_version_names_the_present_one() {
    refused(
        "triplets.min-confidence",
        "triplets.min-confidence is now triplet-selection.min-confidence");
    refused("evaluator.interval", "evaluator.interval is now metrics.interval");
    assertThatThrownBy(
            () ->
                CATALOGUE.check(
                    Configuration.load(
                        null, Map.of("GENHOWTO_TRIPLETS_MIN_CONFIDENCE", "1"), Map.of())))
        .hasMessage(
            "GENHOWTO_TRIPLETS_MIN_CONFIDENCE is now GENHOWTO_TRIPLET_SELECTION_MIN_CONFIDENCE");
  }

  @Test
  void a_value_that_does_not_fit_fails_whatever_runs() {
    assertThatThrownBy(
            () -> CATALOGUE.check(Configuration.of(Map.of("localizer.runs", "many", "b.c", "1"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("unknown setting b.c", "localizer.runs is 'many'");
  }

  @Test
  void a_secret_is_in_no_message() {
    refused(
        "kafka.ssl.key.passwort",
        "unknown setting kafka.ssl.key.passwort, did you mean kafka.ssl.key.password?");
  }

  private static void refused(String key, String sentence) {
    assertThatThrownBy(() -> CATALOGUE.check(Configuration.of(Map.of(key, "hush"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(sentence);
  }
}
