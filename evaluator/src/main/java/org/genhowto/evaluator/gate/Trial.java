package org.genhowto.evaluator.gate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.genhowto.evaluator.statistics.PairedTest;

/**
 * What one rule saw.
 *
 * @param candidate the candidate's value on the pairs
 * @param serving the serving release's value on the same pairs
 * @param test of candidate less serving; empty where the rule cannot be judged
 * @param lack why it cannot be judged; empty where it can
 */
record Trial(
    GateRule rule, double candidate, double serving, Optional<PairedTest> test, String lack) {

  static Trial of(GateRule rule, double candidate, double serving, PairedTest test) {
    return new Trial(rule, candidate, serving, Optional.of(test), "");
  }

  static Trial lacking(GateRule rule, String lack) {
    return new Trial(rule, Double.NaN, Double.NaN, Optional.empty(), lack);
  }

  private double limit() {
    return rule.limit(serving);
  }

  boolean isKept() {
    return test.filter(each -> rule.isKept(each.interval(), limit())).isPresent();
  }

  /** In words, for a person who has to decide. */
  String sentence() {
    String name = rule.measure().spelling();
    if (test.isEmpty()) {
      return "%s cannot be judged: %s".formatted(name, lack);
    }
    String verdict =
        isKept()
            ? "keeps '%s'".formatted(rule.text())
            : rule.isBroken(test.get().interval(), limit())
                ? "is worse than the rule '%s' allows".formatted(rule.text())
                : "is too uncertain for the rule '%s': more requests would tell"
                    .formatted(rule.text());
    return "%s %s: %s for the candidate, %s for the serving release, difference %s [%s, %s], expected %s"
        .formatted(
            name,
            verdict,
            Numbers.plain(candidate),
            Numbers.plain(serving),
            Numbers.signed(test.get().difference()),
            Numbers.signed(test.get().interval().low()),
            Numbers.signed(test.get().interval().high()),
            rule.expectation(limit()));
  }

  /** As details of a decision carry it. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rule", rule.text());
    fields.put("kept", isKept());
    if (test.isEmpty()) {
      fields.put("lack", lack);
      return fields;
    }
    fields.put("candidate", candidate);
    fields.put("serving", serving);
    fields.put("difference", test.get().difference());
    fields.put("low", test.get().interval().low());
    fields.put("high", test.get().interval().high());
    fields.put("limit", limit());
    fields.put("pValue", test.get().probability());
    fields.put("count", test.get().count());
    fields.put("interval", test.get().interval().method());
    return fields;
  }
}
