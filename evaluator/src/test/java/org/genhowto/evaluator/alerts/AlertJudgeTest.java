package org.genhowto.evaluator.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.schemas.AlertState;
import org.genhowto.schemas.EvaluationAlert;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class AlertJudgeTest {
  private static final MetricFamily ACCURACY =
      new MetricFamily("accuracy", "test", "genhowto", "finalState", "", "clip-1 (768)");

  private FamilyState state = FamilyState.EMPTY;
  private final List<EvaluationAlert> news = new ArrayList<>();
  private List<AlertRule> rules = List.of();

  @Test
  void a_limit_opens_once_and_closes_beyond_its_margin() {
    rules("accuracy < 0.7");

    assertThat(values("r1", 0.71, 0.69, 0.68, 0.701, 0.734)).containsExactly("OPEN at 0.69");
    assertThat(values("r1", 0.735)).containsExactly("CLOSED at 0.735");
    assertThat(values("r1", 0.71, 0.7)).isEmpty();
    assertThat(values("r1", 0.699)).containsExactly("OPEN at 0.699");
  }

  @Test
  void an_alert_says_what_was_seen_of_what() {
    rules("accuracy.finalState < 0.7");
    see("r2", "all", 0.65, 0.6, 0.7, "");

    EvaluationAlert alert = news.get(0);
    assertThat(alert.getMessage())
        .isEqualTo(
            "accuracy.finalState, release r2 (genhowto), set test: 0.65 is below 0.7"
                + " (rule: accuracy.finalState < 0.7)");
    assertThat(alert.getAlertId())
        .isEqualTo(
            "accuracy.finalState < 0.7|accuracy|test|r2|genhowto|finalState||all|clip-1+%28768%29");
    assertThat(alert.getTarget()).contains(Target.FINAL_STATE);
    assertThat(alert.getRelease()).isEqualTo("r2");
    assertThat(alert.getLimit()).contains(0.7);
    assertThat(alert.getClosedAt()).isEmpty();
  }

  @Test
  void a_release_is_compared_with_the_one_before_it() {
    rules("accuracy drops");
    see("r1", "all", 0.8, 0.75, 0.85, "t");
    see("r2", "all", 0.7, 0.65, 0.76, "t");
    assertThat(news).isEmpty();

    see("r2", "all", 0.7, 0.66, 0.74, "t");
    assertThat(taken()).containsExactly("OPEN r2 0.7 beside 0.8");

    see("r2", "all", 0.72, 0.68, 0.76, "t");
    assertThat(news).as("neither apart nor near").isEmpty();

    see("r1", "all", 0.74, 0.69, 0.79, "t");
    assertThat(taken()).containsExactly("CLOSED r2 0.72 beside 0.74");

    see("r3", "all", 0.9, 0.88, 0.92, "t");
    assertThat(news).as("a rise is no drop").isEmpty();
  }

  @Test
  void a_change_smaller_than_the_least_or_against_another_reference_is_none() {
    rules("accuracy drops 0.05");
    see("r1", "all", 0.8, 0.799, 0.801, "t");
    see("r2", "all", 0.76, 0.759, 0.761, "t");
    see("r2", "all", 0.5, 0.499, 0.501, "other");
    assertThat(news).isEmpty();

    see("r1", "all", 0.8, 0.799, 0.801, "other");

    assertThat(taken()).containsExactly("OPEN r2 0.5 beside 0.8");
  }

  @Test
  void a_value_without_an_interval_leaves_the_comparison_of_those_with_one() {
    rules("accuracy drops");
    see("r1", "all", 0.8, 0.79, 0.81, "t");
    see("r2", "all", 0.7, 0.69, 0.71, "t");
    taken();

    judged(state.with("r2", "all", Seen.of(metric(0.8).build(), state.seen("r2", "all"))));

    assertThat(news).isEmpty();
  }

  @Test
  void the_newest_images_are_compared_with_all_of_their_release() {
    rules("accuracy shifts @hour", "accuracy shifts @last");
    see("r1", "all", 0.8, 0.78, 0.82, "t");
    see("r1", "hour", 0.9, 0.85, 0.95, "t");
    see("r1", "last-500", 0.81, 0.7, 0.9, "t");
    see("r2", "hour", 0.3, 0.2, 0.4, "t");

    assertThat(taken()).containsExactly("OPEN r1 0.9 beside 0.8");

    see("r1", "hour", 0.79, 0.7, 0.9, "t");
    assertThat(taken()).containsExactly("CLOSED r1 0.79 beside 0.8");
  }

  @Test
  void what_has_no_value_any_more_is_closed_and_releases_keep_their_order() {
    rules("accuracy < 0.7", "accuracy rises");
    see("r1", "all", 0.6, 0.5, 0.65, "t");
    see("r2", "all", 0.9, 0.8, 0.95, "t");
    assertThat(taken()).containsExactly("OPEN r1 0.6 beside 0.7", "OPEN r2 0.9 beside 0.6");

    judged(state.with("r1", "all", null));
    assertThat(news)
        .extracting(EvaluationAlert::getMessage)
        .first()
        .asString()
        .contains("there is nothing left to compare with");
    assertThat(news)
        .extracting(EvaluationAlert::getMessage)
        .last()
        .asString()
        .contains("it is no longer judged: the metric has no value any more");
    assertThat(news).extracting(EvaluationAlert::getState).containsOnly(AlertState.CLOSED);
    news.clear();

    see("r1", "all", 0.8, 0.75, 0.79, "t");
    assertThat(taken()).as("r1 is still the one before").containsExactly("OPEN r2 0.9 beside 0.8");
  }

  @Test
  void a_rule_that_was_taken_away_closes_its_alerts_and_a_new_one_opens_them() {
    rules("accuracy < 0.7");
    see("r1", "all", 0.6, 0.5, 0.65, "t");
    taken();
    FamilyState stored = FamilyState.read(state.bytes());
    assertThat(stored).isEqualTo(state);

    rules("accuracy < 0.65");
    judged(stored);

    assertThat(news)
        .extracting(each -> each.getRule() + " " + each.getState())
        .containsExactly("accuracy < 0.65 OPEN", "accuracy < 0.7 CLOSED");
  }

  @Test
  void rules_of_other_metrics_targets_and_categories_do_not_concern_it() {
    rules("fid < 1", "accuracy.action < 1", "accuracy[apple] < 1", "accuracy[*] < 1");

    see("r1", "all", 0.6, 0.5, 0.65, "t");

    assertThat(news).isEmpty();
    MetricFamily apple =
        new MetricFamily("accuracy", "test", "genhowto", "action", "apple", "clip-1 (768)");
    assertThat(new AlertJudge(rules).judge(apple, state, 0).news())
        .extracting(EvaluationAlert::getRule)
        .containsExactly("accuracy[apple] < 1", "accuracy[*] < 1");
  }

  private void rules(String... texts) {
    rules = Stream.of(texts).map(AlertRule::parse).toList();
  }

  private void judged(FamilyState next) {
    AlertJudge.Judged judged = new AlertJudge(rules).judge(ACCURACY, next, 5);
    state = judged.state();
    news.addAll(judged.news());
  }

  private void see(
      String release, String window, double value, double low, double high, String reference) {
    EvaluationMetric metric =
        metric(value).setLow(low).setHigh(high).setReference(reference).build();
    judged(state.with(release, window, Seen.of(metric, state.seen(release, window))));
  }

  private static EvaluationMetric.Builder metric(double value) {
    return EvaluationMetric.newBuilder()
        .setName("accuracy")
        .setSet("test")
        .setSamples(10)
        .setValue(value);
  }

  private List<String> values(String release, double... values) {
    for (double value : values) {
      judged(state.with(release, "all", Seen.of(metric(value).build(), null)));
    }
    List<String> seen =
        news.stream()
            .map(each -> each.getState() + " at " + each.getValue().orElseThrow())
            .toList();
    news.clear();
    return seen;
  }

  private List<String> taken() {
    List<String> seen =
        news.stream()
            .map(
                each ->
                    "%s %s %s beside %s"
                        .formatted(
                            each.getState(),
                            each.getRelease(),
                            each.getValue().orElseThrow(),
                            each.getLimit().orElseThrow()))
            .toList();
    news.clear();
    return seen;
  }
}
