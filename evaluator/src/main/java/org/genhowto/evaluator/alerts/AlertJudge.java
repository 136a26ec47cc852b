package org.genhowto.evaluator.alerts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.genhowto.evaluator.alerts.FamilyState.Opened;
import org.genhowto.evaluator.alerts.FamilyState.Release;
import org.genhowto.evaluator.alerts.MetricFamily.Member;
import org.genhowto.schemas.AlertState;
import org.genhowto.schemas.EvaluationAlert;
import org.jspecify.annotations.Nullable;

/** Holds all rules against all that is known of a family of metrics. */
final class AlertJudge {
  private final List<AlertRule> rules;

  AlertJudge(List<AlertRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * What came of it.
   *
   * @param news alerts that were opened or closed
   */
  record Judged(FamilyState state, List<EvaluationAlert> news) {}

  /**
   * Opens and closes alerts.
   *
   * @param now milliseconds since 1970
   */
  Judged judge(MetricFamily family, FamilyState state, long now) {
    Map<String, Opened> open = new TreeMap<>(state.open());
    List<EvaluationAlert> news = new ArrayList<>();
    Set<String> judged = new HashSet<>();
    for (AlertRule rule : rules) {
      for (Release release : state.releases()) {
        for (String window : release.windows().keySet()) {
          if (rule.concerns(family) && rule.covers(window)) {
            Member member = new Member(family, release.name(), window);
            judged.add(id(rule.text(), member.key()));
            judge(rule, member, sight(state, release, window), open, news, now);
          }
        }
      }
    }
    state
        .open()
        .forEach(
            (id, opened) -> {
              if (!judged.contains(id)) {
                open.remove(id);
                news.add(closed(opened, null, "it is no longer judged: " + why(opened), now));
              }
            });
    return new Judged(state.with(open), news);
  }

  private static void judge(
      AlertRule rule,
      Member member,
      Sight sight,
      Map<String, Opened> open,
      List<EvaluationAlert> news,
      long now) {
    String id = id(rule.text(), member.key());
    Opened opened = open.get(id);
    Verdict verdict = rule.condition().judge(sight);
    switch (verdict.standing()) {
      case BROKEN -> {
        if (opened == null) {
          Opened fresh = new Opened(rule.text(), member.key(), now);
          open.put(id, fresh);
          news.add(alert(fresh, verdict, verdict.sentence()).build());
        }
      }
      case KEPT -> {
        if (opened != null) {
          open.remove(id);
          news.add(closed(opened, verdict, verdict.sentence(), now));
        }
      }
      case BETWEEN -> {}
    }
  }

  private static Sight sight(FamilyState state, Release release, String window) {
    Release before = state.before(release, window);
    return new Sight(
        Objects.requireNonNull(release.windows().get(window)),
        before == null ? null : before.windows().get(window),
        before == null ? "" : before.name(),
        release.windows().get("all"));
  }

  private String why(Opened opened) {
    return rules.stream().anyMatch(rule -> rule.text().equals(opened.rule()))
        ? "the metric has no value any more"
        : "the rule was taken away";
  }

  private static EvaluationAlert closed(
      Opened opened, @Nullable Verdict verdict, String sentence, long now) {
    return alert(opened, verdict, sentence)
        .setState(AlertState.CLOSED)
        .setClosedAt(Instant.ofEpochMilli(now))
        .build();
  }

  private static EvaluationAlert.Builder alert(
      Opened opened, @Nullable Verdict verdict, String sentence) {
    Member member = Member.parse(opened.metric());
    MetricFamily family = member.family();
    return EvaluationAlert.newBuilder()
        .setAlertId(id(opened.rule(), opened.metric()))
        .setRule(opened.rule())
        .setState(AlertState.OPEN)
        .setMetric(opened.metric())
        .setName(family.name())
        .setSet(family.set())
        .setRelease(member.release())
        .setTarget(family.target().orElse(null))
        .setCategory(family.category())
        .setWindow(member.window())
        .setValue(verdict == null ? null : verdict.value())
        .setLimit(verdict == null || Double.isNaN(verdict.limit()) ? null : verdict.limit())
        .setMessage("%s: %s (rule: %s)".formatted(member.sentence(), sentence, opened.rule()))
        .setOpenedAt(Instant.ofEpochMilli(opened.at()));
  }

  private static String id(String rule, String metric) {
    return rule + "|" + metric;
  }
}
