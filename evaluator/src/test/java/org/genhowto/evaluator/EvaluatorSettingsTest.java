package org.genhowto.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.evaluator.alerts.AlertRule;
import org.genhowto.evaluator.features.FidInput;
import org.genhowto.evaluator.gate.GatePolicy;
import org.genhowto.evaluator.gate.GateRule;
import org.genhowto.evaluator.live.LivePolicy;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.streams.StreamsSettings;
import org.junit.jupiter.api.Test;

class EvaluatorSettingsTest {
  @Test
  void the_defaults_are_the_papers() {
    Configuration nothing = Configuration.of(Map.of());

    assertThat(EvaluatorSettings.from(nothing))
        .isEqualTo(
            new EvaluatorSettings(
                Path.of("miniature/models/clip"),
                Optional.empty(),
                FidInput.PYTORCH_FID,
                Optional.empty(),
                "test"));
    assertThat(MetricsSettings.from(nothing))
        .isEqualTo(
            new MetricsSettings(
                new LivePolicy(
                    List.of(1e-7, 5e-7, 1e-6, 1e-5, 1e-4),
                    10,
                    5,
                    5000,
                    500,
                    20,
                    2_000_000,
                    Duration.ofSeconds(5),
                    List.of(),
                    new GatePolicy(
                        "test",
                        List.of(
                            GateRule.parse("accuracy >= -0.05"),
                            GateRule.parse("agreement >= -0.02"),
                            GateRule.parse("fid <= 10%")),
                        50,
                        10,
                        List.of(1e-7, 5e-7, 1e-6, 1e-5, 1e-4),
                        GatePolicy.Promotion.BY_HAND)),
                new StreamsSettings(
                    Path.of(System.getProperty("java.io.tmpdir"), "genhowto-streams"), -1)));
  }

  @Test
  void every_key_of_the_evaluator_is_read() {
    Map<String, String> given =
        Map.of(
            "evaluator.clip", "/c",
            "evaluator.inception", "/i",
            "evaluator.fid-input", "clean-fid",
            "evaluator.reference", "/r",
            "evaluator.set", "held-out");
    assertThat(EvaluatorSettings.SECTION.settings())
        .hasSize(given.size() + LoopSettings.KEYS.size());

    assertThat(EvaluatorSettings.from(Configuration.of(given)))
        .isEqualTo(
            new EvaluatorSettings(
                Path.of("/c"),
                Optional.of(Path.of("/i")),
                FidInput.CLEAN_FID,
                Optional.of(Path.of("/r")),
                "held-out"));
  }

  @Test
  void every_key_of_the_metrics_is_read() {
    Map<String, String> given = new HashMap<>();
    given.putAll(
        Map.of(
            "metrics.c-grid", "1e-3, 2",
            "metrics.minimum-images", "3",
            "metrics.interval", "1m",
            "metrics.state-directory", "/s",
            "metrics.replication", "2",
            "metrics.minimum-per-category", "2",
            "metrics.exact-rows", "200",
            "metrics.last", "50",
            "metrics.keep-releases", "4",
            "metrics.keep-samples", "1000"));
    given.put("metrics.alerts", "fid > 60 @hour, accuracy drops");
    given.put("metrics.gate", "accuracy >= 0, fid <= 5%");
    given.put("metrics.gate-set", "held-out");
    given.put("metrics.gate-pairs", "20");
    given.put("metrics.gate-promotion", "by-gate");
    assertThat(MetricsSettings.SECTION.keys()).isEqualTo(given.keySet());

    assertThat(MetricsSettings.from(Configuration.of(given)))
        .isEqualTo(
            new MetricsSettings(
                new LivePolicy(
                    List.of(1e-3, 2.0),
                    3,
                    2,
                    200,
                    50,
                    4,
                    1000,
                    Duration.ofMinutes(1),
                    List.of(AlertRule.parse("fid > 60 @hour"), AlertRule.parse("accuracy drops")),
                    new GatePolicy(
                        "held-out",
                        List.of(GateRule.parse("accuracy >= 0"), GateRule.parse("fid <= 5%")),
                        20,
                        3,
                        List.of(1e-3, 2.0),
                        GatePolicy.Promotion.BY_GATE)),
                new StreamsSettings(Path.of("/s"), 2)));
  }

  @Test
  void a_penalty_that_is_none_is_refused() {
    assertThatThrownBy(() -> MetricsSettings.from(Configuration.of(Map.of("metrics.c-grid", "0"))))
        .hasMessage("metrics.c-grid is '0', expected numbers above 0, with commas between");
  }

  @Test
  void a_rule_of_the_gate_that_is_none_is_refused_by_name() {
    assertThatThrownBy(
            () -> MetricsSettings.from(Configuration.of(Map.of("metrics.gate", "fid >= 5"))))
        .hasMessage("metrics.gate: rule 'fid >= 5' says >=, expected <=: less of fid is better");
  }

  @Test
  void a_rule_that_is_none_is_refused_by_name() {
    assertThatThrownBy(
            () ->
                MetricsSettings.from(
                    Configuration.of(Map.of("metrics.alerts", "fid > 60, accurcy < 0.7"))))
        .hasMessageContaining(
            "metrics.alerts: rule 'accurcy < 0.7' says accurcy, expected a metric out of accuracy");
  }
}
