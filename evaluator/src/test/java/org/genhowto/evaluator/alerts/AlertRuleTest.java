package org.genhowto.evaluator.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.genhowto.evaluator.alerts.Condition.Direction;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class AlertRuleTest {
  @Test
  void rules_are_read_as_operators_write_them() {
    assertThat(AlertRule.parse("accuracy<0.7"))
        .isEqualTo(
            new AlertRule(
                "accuracy<0.7",
                "accuracy",
                null,
                "",
                "all",
                new Condition.Limit(false, 0.7, 0.735)));
    assertThat(AlertRule.parse("  fid.finalState >  6e1 until 50 @hour "))
        .isEqualTo(
            new AlertRule(
                "fid.finalState > 6e1 until 50 @hour",
                "fid",
                Target.FINAL_STATE,
                "",
                "hour",
                new Condition.Limit(true, 60, 50)));
    assertThat(AlertRule.parse("accuracy[cut apple] drops 0.05"))
        .isEqualTo(
            new AlertRule(
                "accuracy[cut apple] drops 0.05",
                "accuracy",
                null,
                "cut apple",
                "all",
                new Condition.Change(Direction.DOWN, 0.05)));
    assertThat(AlertRule.parse("fid-infinity.action rises").condition())
        .isEqualTo(new Condition.Change(Direction.UP, 0));
    assertThat(AlertRule.parse("kid shifts 0.1@last"))
        .isEqualTo(
            new AlertRule(
                "kid shifts 0.1@last", "kid", null, "", "last", new Condition.Shift(0.1)));
  }

  @Test
  void a_limit_below_zero_has_its_margin_on_the_right_side() {
    assertThat(AlertRule.parse("agreement < -0.2").condition())
        .isEqualTo(new Condition.Limit(false, -0.2, -0.19));
    assertThat(AlertRule.parse("kid > -1").condition())
        .isEqualTo(new Condition.Limit(true, -1, -1.05));
    assertThat(AlertRule.parse("kid > 0").condition()).isEqualTo(new Condition.Limit(true, 0, 0));
  }

  @Test
  void what_is_no_rule_is_refused_with_a_sentence() {
    refused("accurcy < 0.7", "says accurcy, expected a metric out of accuracy, agreement");
    refused("accuracy", "rule 'accuracy', expected METRIC < NUMBER");
    refused("accuracy <", "says none, expected a number after <");
    refused("accuracy <= 0.7", "expected METRIC < NUMBER");
    refused("accuracy < 0.7 0.8", "expected METRIC < NUMBER");
    refused(
        "accuracy.finalstate < 0.7", "says finalstate, expected the target action or finalState");
    refused("fid > 60 until 70", "says 70, expected 'until' at most 60");
    refused("accuracy < 0.7 until 0.6", "says 0.6, expected 'until' at least 0.7");
    refused("accuracy drops until 3", "expected 'until' only after < or >");
    refused("accuracy drops -1", "says -1, expected a change of at least 0");
    refused("fid shifts", "says @all, expected @hour or @last");
    refused("fid > 1 @day", "says @day, expected @all, @hour or @last");
    refused("fid > 1e999", "says 1e999, expected a finite number");
    refused("fid > NaN", "expected METRIC < NUMBER");
    refused("", "rule '', expected METRIC < NUMBER");
  }

  private static void refused(String rule, String sentence) {
    assertThatThrownBy(() -> AlertRule.parse(rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }
}
