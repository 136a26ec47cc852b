package org.genhowto.launcher.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.ReleaseDecision;

/**
 * One turn of the loop.
 *
 * @param name of what came new
 * @param videos that were sent
 * @param version of the dataset, and samples in its train split
 * @param expected what the gate should say, and what it says
 * @param rules what each rule of the gate saw
 * @param pipelineSeconds until all videos were in the dataset
 * @param trialSeconds from the candidate to the release, or to the decision where there is none
 */
record LoopRound(
    String name,
    int videos,
    long version,
    long samples,
    String candidate,
    String expected,
    String decision,
    long pairs,
    String reason,
    List<Rule> rules,
    double pipelineSeconds,
    double trainingSeconds,
    double trialSeconds) {

  /** A measure of candidate and serving release. */
  record Rule(String rule, boolean kept, double candidate, double serving) {}

  static List<Rule> rules(ReleaseDecision decision) {
    List<Rule> rules = new ArrayList<>();
    try {
      for (JsonNode one : Json.PLAIN.readTree(decision.getDetails())) {
        rules.add(
            new Rule(
                one.path("rule").asText(),
                one.path("kept").asBoolean(),
                one.path("candidate").asDouble(Double.NaN),
                one.path("serving").asDouble(Double.NaN)));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("details of a decision are no JSON", e);
    }
    return rules;
  }

  boolean isAsExpected() {
    return expected.equals(decision);
  }

  String text() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s: %d videos, version %d with %d samples, %s on %d pairs (expected %s);"
                    + " pipeline %.0f s, training %.0f s, trial %.0f s",
                name,
                videos,
                version,
                samples,
                decision,
                pairs,
                expected,
                pipelineSeconds,
                trainingSeconds,
                trialSeconds));
    for (Rule rule : rules) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %-22s %s: %.3f, serving %.3f",
              rule.rule(),
              rule.kept() ? "kept" : "not kept",
              rule.candidate(),
              rule.serving()));
    }
    return text.append(String.format("%n  %s", reason)).toString();
  }
}
