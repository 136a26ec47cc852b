package org.genhowto.evaluator.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.genhowto.evaluator.statistics.PairedTest;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Decision;
import org.genhowto.schemas.ReleaseDecision;

/**
 * Decides whether a candidate may serve. It holds back what is not shown to be good enough: each
 * rule has to be kept by the whole interval of the difference (a test of non-inferiority), so that
 * few images, or none of some kind, never promote.
 */
public final class Gate {
  private final GatePolicy policy;
  private final PairedMeasures measures;

  public Gate(GatePolicy policy) {
    this.policy = policy;
    this.measures = new PairedMeasures(policy);
  }

  /** The decision; when it was made is the caller's to say. */
  public ReleaseDecision decide(Contest contest) {
    int pairs = contest.pairs().size();
    if (pairs < policy.minimumPairs()) {
      return decision(
          contest,
          List.of(),
          Optional.empty(),
          "both have answered %d of the same requests, expected at least %d"
              .formatted(pairs, policy.minimumPairs()));
    }
    List<Trial> trials =
        policy.rules().stream().map(rule -> measures.trial(rule, contest)).toList();
    Optional<Trial> broken = trials.stream().filter(trial -> !trial.isKept()).findFirst();
    String reason =
        broken
            .map(Trial::sentence)
            .orElseGet(
                () -> trials.stream().map(Trial::sentence).collect(Collectors.joining("; ")));
    return decision(contest, trials, broken, reason);
  }

  private ReleaseDecision decision(
      Contest contest, List<Trial> trials, Optional<Trial> broken, String reason) {
    boolean promote = !trials.isEmpty() && broken.isEmpty();
    Optional<Trial> telling = broken.or(() -> trials.stream().findFirst());
    Optional<PairedTest> test = telling.flatMap(Trial::test);
    return ReleaseDecision.newBuilder()
        .setNetwork(contest.network())
        .setCandidate(contest.candidate())
        .setServing(contest.serving())
        .setDecision(promote ? Decision.PROMOTE : Decision.HOLD)
        .setReason(reason)
        .setSet(policy.set())
        .setTarget(contest.target())
        .setPairs(contest.pairs().size())
        .setDifference(test.map(PairedTest::difference).orElse(null))
        .setLow(test.map(each -> each.interval().low()).orElse(null))
        .setHigh(test.map(each -> each.interval().high()).orElse(null))
        .setPValue(test.map(PairedTest::probability).orElse(null))
        .setFormula(
            telling
                .map(
                    trial ->
                        trial.rule().text()
                            + trial.test().map(each -> ", " + each.interval().method()).orElse(""))
                .orElse(""))
        .setDetails(json(trials))
        .build();
  }

  private static String json(List<Trial> trials) {
    try {
      return Json.PLAIN.writeValueAsString(trials.stream().map(Trial::fields).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
