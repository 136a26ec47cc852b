package org.genhowto.evaluator.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.genhowto.evaluator.gate.GateRule.Measure;
import org.genhowto.evaluator.gate.GateRule.Scale;
import org.genhowto.evaluator.statistics.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateRuleTest {
  @Test
  void a_rule_is_a_measure_and_a_bound() {
    assertThat(GateRule.parse("  accuracy>=  -0.05 "))
        .isEqualTo(new GateRule("accuracy>= -0.05", Measure.ACCURACY, -0.05, Scale.ABSOLUTE));
    assertThat(GateRule.parse("fid <= 10%"))
        .isEqualTo(new GateRule("fid <= 10%", Measure.FID, 0.1, Scale.OF_SERVING));
    assertThat(GateRule.parse("fid <= 10 %").limit(40)).isEqualTo(4);
    assertThat(GateRule.parse("agreement >= 0").limit(40)).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accuracy | expected a measure, >= or <=, and a number",
        "accuracy > 0 | expected a measure, >= or <=",
        "accuracy >= many | expected a measure",
        "accuracy <= 0 | says <=, expected >=: more of accuracy is better",
        "fid >= 0 | says >=, expected <=: less of fid is better",
        "kid <= 0 | says kid, expected one of accuracy, agreement, background, fid",
        "fid <= 1e999 | says 1e999, expected a finite number",
      })
  void anything_else_is_refused_with_a_sentence(String text, String message) {
    assertThatThrownBy(() -> GateRule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rule '" + text + "'")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "accuracy >= -0.05,  -0.04, 0.10, true,  false",
    "accuracy >= -0.05,  -0.06, 0.10, false, false",
    "accuracy >= -0.05,  -0.20, -0.06, false, true",
    "fid <= 2,  -1, 1.9, true,  false",
    "fid <= 2,  -1, 2.1, false, false",
    "fid <= 2,  2.1, 9, false, true",
  })
  void it_is_kept_by_the_whole_interval_and_broken_by_the_whole_interval(
      String rule, double low, double high, boolean kept, boolean broken) {
    GateRule parsed = GateRule.parse(rule);
    Interval difference = new Interval(low, high, "test");
    assertThat(parsed.isKept(difference, parsed.limit(10))).isEqualTo(kept);
    assertThat(parsed.isBroken(difference, parsed.limit(10))).isEqualTo(broken);
  }
}
