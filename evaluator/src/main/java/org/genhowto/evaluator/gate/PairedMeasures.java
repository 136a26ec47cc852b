package org.genhowto.evaluator.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.genhowto.evaluator.gate.PairedImages.Answer;
import org.genhowto.evaluator.statistics.ClassifierRow;
import org.genhowto.evaluator.statistics.DownstreamClassifier;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.PairedTest;
import org.genhowto.schemas.Role;

/** Measures of a contest, each on the pairs alone, so that both sides had the same questions. */
final class PairedMeasures {
  /** Draws resamples; one for all, so that equal images give equal decisions. */
  private static final long SEED = 1;

  private final GatePolicy policy;

  PairedMeasures(GatePolicy policy) {
    this.policy = policy;
  }

  Trial trial(GateRule rule, Contest contest) {
    return switch (rule.measure()) {
      case ACCURACY -> accuracy(rule, contest);
      case FID -> distance(rule, contest);
      case AGREEMENT -> means(rule, contest, Answer::agreement);
      case BACKGROUND -> means(rule, contest, Answer::background);
    };
  }

  /**
   * Two classifiers, which differ in the generated images they learned from, on the same real test
   * images.
   */
  private Trial accuracy(GateRule rule, Contest contest) {
    Optional<Map<String, Boolean>> candidate = right(contest, PairedImages::candidate);
    Optional<Map<String, Boolean>> serving = right(contest, PairedImages::serving);
    if (candidate.isEmpty() || serving.isEmpty()) {
      return Trial.lacking(rule, "a category has no real initial image, or no test image");
    }
    List<String> ids = List.copyOf(candidate.get().keySet());
    boolean[] first = hits(ids, candidate.get());
    boolean[] second = hits(ids, serving.get());
    return Trial.of(rule, share(first), share(second), PairedTest.mcnemar(first, second));
  }

  private Optional<Map<String, Boolean>> right(
      Contest contest, Function<PairedImages, Answer> side) {
    Set<String> categories =
        contest.pairs().stream().map(PairedImages::category).collect(Collectors.toSet());
    List<ClassifierRow> rows = new ArrayList<>();
    contest.real().stream().filter(row -> categories.contains(row.category())).forEach(rows::add);
    for (PairedImages pair : contest.pairs()) {
      rows.add(
          new ClassifierRow(
              "pair " + rows.size(),
              Role.GENERATED,
              pair.category(),
              side.apply(pair).classifier()));
    }
    return DownstreamClassifier.measure(rows, policy.cGrid())
        .map(DownstreamClassifier.Measured::right);
  }

  private static boolean[] hits(List<String> ids, Map<String, Boolean> right) {
    boolean[] hits = new boolean[ids.size()];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = Boolean.TRUE.equals(right.get(ids.get(i)));
    }
    return hits;
  }

  private static double share(boolean[] hits) {
    int count = 0;
    for (boolean hit : hits) {
      count += hit ? 1 : 0;
    }
    return count / (double) hits.length;
  }

  private Trial distance(GateRule rule, Contest contest) {
    if (contest.reference().length < policy.minimumReal()) {
      return Trial.lacking(
          rule,
          "%d real images of the target, expected at least %d"
              .formatted(contest.reference().length, policy.minimumReal()));
    }
    float[][] candidate = frechet(contest, PairedImages::candidate);
    float[][] serving = frechet(contest, PairedImages::serving);
    return Trial.of(
        rule,
        FrechetDistance.between(candidate, contest.reference()),
        FrechetDistance.between(serving, contest.reference()),
        PairedTest.frechet(candidate, serving, contest.reference(), SEED));
  }

  private static float[][] frechet(Contest contest, Function<PairedImages, Answer> side) {
    return contest.pairs().stream().map(pair -> side.apply(pair).frechet()).toArray(float[][]::new);
  }

  private static Trial means(GateRule rule, Contest contest, ToDoubleFunction<Answer> number) {
    List<PairedImages> known =
        contest.pairs().stream()
            .filter(pair -> !Double.isNaN(number.applyAsDouble(pair.candidate())))
            .filter(pair -> !Double.isNaN(number.applyAsDouble(pair.serving())))
            .toList();
    if (known.size() < 2) {
      return Trial.lacking(rule, "known of %d pairs, expected at least 2".formatted(known.size()));
    }
    double[] candidate = numbers(known, pair -> number.applyAsDouble(pair.candidate()));
    double[] serving = numbers(known, pair -> number.applyAsDouble(pair.serving()));
    return Trial.of(
        rule, mean(candidate), mean(serving), PairedTest.means(candidate, serving, SEED));
  }

  private static double[] numbers(List<PairedImages> pairs, ToDoubleFunction<PairedImages> number) {
    return pairs.stream().mapToDouble(number).toArray();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
