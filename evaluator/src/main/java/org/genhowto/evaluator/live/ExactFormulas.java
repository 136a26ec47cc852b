package org.genhowto.evaluator.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.genhowto.evaluator.statistics.DownstreamClassifier;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.FrechetExtrapolation;
import org.genhowto.evaluator.statistics.Interval;
import org.genhowto.evaluator.statistics.KernelDistance;
import org.genhowto.evaluator.statistics.Moments;
import org.genhowto.evaluator.statistics.Separability;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricState;
import org.genhowto.schemas.Role;

/**
 * What is measured on single images: accuracy of the downstream classifier, over all and by
 * category; Frechet distance, also extrapolated to infinitely many images; kernel distance; how
 * well generated images can be told from real ones; means of what is known of single images.
 */
final class ExactFormulas {
  /** Draws folds and parts; one for all, so that equal samples give equal values. */
  private static final long SEED = 1;

  private final LivePolicy policy;

  ExactFormulas(LivePolicy policy) {
    this.policy = policy;
  }

  /** A formula; it gives nothing where it does not apply. */
  private interface Formula {
    List<EvaluationMetric> of(Scene scene, Gathered gathered);
  }

  /**
   * All metrics of one window of images, also those of which there is no value, and why.
   *
   * @param failed is told of each metric that could not be computed: the others are given
   */
  List<EvaluationMetric> measure(
      Scene scene, Gathered gathered, BiConsumer<String, Throwable> failed) {
    Map<String, Formula> formulas = new TreeMap<>();
    formulas.put("accuracy", this::accuracy);
    formulas.put("fid", this::distances);
    formulas.put("kid", this::kernel);
    formulas.put("fid-infinity", this::extrapolation);
    formulas.put("separability", this::separability);
    formulas.put("agreement", (s, g) -> means(s, g, "agreement", StoredRow::agreement));
    formulas.put("background", (s, g) -> means(s, g, "background", StoredRow::background));
    List<EvaluationMetric> metrics = new ArrayList<>();
    formulas.forEach(
        (name, formula) -> metrics.addAll(attempt(name, formula, scene, gathered, failed)));
    return metrics;
  }

  // A broad catch: whatever numbers do to a formula, it is only its own metric that has no value.
  @SuppressWarnings("CatchingUnchecked")
  private static List<EvaluationMetric> attempt(
      String name,
      Formula formula,
      Scene scene,
      Gathered gathered,
      BiConsumer<String, Throwable> failed) {
    long started = System.nanoTime();
    try {
      List<EvaluationMetric> metrics = formula.of(scene, gathered);
      long took = (System.nanoTime() - started) / 1_000_000;
      return metrics.stream()
          .map(metric -> EvaluationMetric.newBuilder(metric).setElapsedMillis(took).build())
          .toList();
    } catch (Throwable thrown) {
      failed.accept(name, thrown);
      String features = name.equals("accuracy") ? classifier(scene) : frechet(scene);
      return List.of(
          scene.none(
              name,
              features,
              MetricState.FAILED,
              String.valueOf(thrown.getMessage()),
              gathered.of(Role.GENERATED).size()));
    }
  }

  private List<EvaluationMetric> accuracy(Scene scene, Gathered gathered) {
    int made = gathered.of(Role.GENERATED).size();
    Optional<String> lack = Sufficiency.ofAccuracy(gathered.counts(), policy.minimumPerCategory());
    if (lack.isPresent()) {
      return List.of(
          scene.none("accuracy", classifier(scene), MetricState.NOT_ENOUGH, lack.get(), made));
    }
    DownstreamClassifier.Measured measured =
        DownstreamClassifier.measure(gathered.classifierRows(), policy.cGrid()).orElseThrow();
    List<EvaluationMetric> metrics = new ArrayList<>();
    metrics.add(
        share(scene, gathered, "", measured, measured.accuracy(), measured.tested())
            .setSamples(made)
            .setDetails(confusion(measured))
            .build());
    Map<String, Long> initial = gathered.counts().getOrDefault(Role.TEST_INITIAL, Map.of());
    Map<String, Long> target = gathered.counts().getOrDefault(Role.TEST_TARGET, Map.of());
    Map<String, Long> generated = gathered.counts().getOrDefault(Role.GENERATED, Map.of());
    measured
        .categoryAccuracy()
        .forEach(
            (category, accuracy) ->
                metrics.add(
                    share(
                            scene,
                            gathered,
                            category,
                            measured,
                            accuracy,
                            initial.getOrDefault(category, 0L) + target.getOrDefault(category, 0L))
                        .setSamples(generated.getOrDefault(category, 0L))
                        .build()));
    return metrics;
  }

  private EvaluationMetric.Builder share(
      Scene scene,
      Gathered gathered,
      String category,
      DownstreamClassifier.Measured measured,
      double accuracy,
      long tested) {
    Interval interval = Interval.wilson(Math.round(accuracy * tested), tested);
    return Scene.with(
            scene.value("accuracy", category, classifier(scene), accuracy, 0),
            Optional.of(interval))
        .setReferenceSamples(tested)
        .setReference(
            gathered.version(Role.TEST_INITIAL) + "+" + gathered.version(Role.TEST_TARGET))
        .setFormula("logistic regression C=" + measured.c());
  }

  private static String confusion(DownstreamClassifier.Measured measured) {
    try {
      List<String> classes = new ArrayList<>();
      measured.categories().forEach(category -> classes.add(category + ": initial"));
      measured.categories().forEach(category -> classes.add(category + ": target"));
      return Json.PLAIN.writeValueAsString(
          Map.of("classes", classes, "confusion", measured.confusion()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<EvaluationMetric> distances(Scene scene, Gathered gathered) {
    Optional<String> lack = lack(gathered);
    int made = gathered.of(Role.GENERATED).size();
    if (lack.isPresent()) {
      return List.of(scene.none("fid", frechet(scene), MetricState.NOT_ENOUGH, lack.get(), made));
    }
    float[][] generated = gathered.frechet(Role.GENERATED);
    float[][] real = gathered.frechet(Role.TEST_TARGET);
    double value = FrechetDistance.between(generated, real);
    return List.of(
        compared(
                scene,
                gathered,
                "fid",
                value,
                Optional.of(Interval.frechet(value, generated, real)))
            .setFormula("Frechet distance")
            .build());
  }

  private List<EvaluationMetric> extrapolation(Scene scene, Gathered gathered) {
    int made = gathered.of(Role.GENERATED).size();
    if (lack(gathered).isPresent() || made < FrechetExtrapolation.LEAST) {
      return List.of();
    }
    FrechetExtrapolation line =
        FrechetExtrapolation.of(
            gathered.frechet(Role.GENERATED), gathered.frechet(Role.TEST_TARGET), SEED);
    return List.of(
        compared(
                scene,
                gathered,
                "fid-infinity",
                line.value(),
                normal(line.value(), line.error(), "standard error of the fit 95%"))
            .setFormula("Frechet distance at infinitely many images")
            .build());
  }

  private List<EvaluationMetric> kernel(Scene scene, Gathered gathered) {
    if (lack(gathered).isPresent()) {
      return List.of();
    }
    KernelDistance.Measured measured =
        KernelDistance.measure(
            gathered.frechet(Role.GENERATED), gathered.frechet(Role.TEST_TARGET));
    return List.of(
        compared(
                scene,
                gathered,
                "kid",
                measured.value(),
                normal(measured.value(), measured.error(), "normal 95%"))
            .setFormula("kernel distance, " + measured.method())
            .build());
  }

  private List<EvaluationMetric> separability(Scene scene, Gathered gathered) {
    if (lack(gathered).isPresent()) {
      return List.of();
    }
    Separability measured =
        Separability.of(gathered.frechet(Role.TEST_TARGET), gathered.frechet(Role.GENERATED), SEED);
    return List.of(
        compared(scene, gathered, "separability", measured.accuracy(), Optional.empty())
            .setFormula("real against generated images, five folds; 0.5 is chance")
            .build());
  }

  /** None where the numbers are so large that their squares are not finite. */
  private static Optional<Interval> normal(double value, double error, String method) {
    return Double.isFinite(error)
        ? Optional.of(Interval.normal(value, error, method))
        : Optional.empty();
  }

  private EvaluationMetric.Builder compared(
      Scene scene, Gathered gathered, String name, double value, Optional<Interval> interval) {
    return Scene.with(
            scene.value(name, "", frechet(scene), value, gathered.of(Role.GENERATED).size()),
            interval)
        .setReferenceSamples(gathered.of(Role.TEST_TARGET).size())
        .setReference(gathered.version(Role.TEST_TARGET));
  }

  private List<EvaluationMetric> means(
      Scene scene, Gathered gathered, String name, ToDoubleFunction<StoredRow> number) {
    Map<String, List<StoredRow>> categories = new TreeMap<>();
    for (StoredRow row : gathered.of(Role.GENERATED)) {
      categories.computeIfAbsent(row.category(), any -> new ArrayList<>()).add(row);
    }
    Moments all = new Moments(1);
    List<EvaluationMetric> metrics = new ArrayList<>();
    categories.forEach(
        (category, rows) -> {
          Moments values = new Moments(1);
          values.add(Means.known(rows, number));
          all.merge(values);
          Means.metric(scene, name, category, values, policy.minimumPerCategory())
              .ifPresent(metrics::add);
        });
    Means.metric(scene, name, "", all, policy.minimumImages()).ifPresent(metrics::add);
    return metrics;
  }

  private Optional<String> lack(Gathered gathered) {
    return Sufficiency.ofDistance(
        gathered.of(Role.GENERATED).size(),
        gathered.of(Role.TEST_TARGET).size(),
        policy.minimumImages());
  }

  private static String classifier(Scene scene) {
    return scene.series().group().classifier();
  }

  private static String frechet(Scene scene) {
    return scene.series().group().frechet();
  }
}
