package org.genhowto.evaluator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import org.genhowto.evaluator.statistics.ClassifierRow;
import org.genhowto.evaluator.statistics.DownstreamClassifier;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.KernelDistance;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;

/**
 * What is measured on the samples of one set and target: accuracy of the downstream classifier,
 * Frechet and kernel distance.
 *
 * @param cGrid inverse strengths of the penalty to choose from
 * @param minimum images of either side below which no distance is given
 */
record MetricFormulas(List<Double> cGrid, int minimum) {
  MetricFormulas {
    cGrid = List.copyOf(cGrid);
  }

  /** A formula over samples of one set and target; empty where they do not suffice. */
  private interface Formula {
    Optional<EvaluationMetric> of(List<EvaluationSample> samples);
  }

  /**
   * The metrics that the samples allow; samples are of one set and one target.
   *
   * @param failed is told of each metric that could not be computed, and why: the others are given
   */
  List<EvaluationMetric> measure(
      List<EvaluationSample> samples, BiConsumer<String, Throwable> failed) {
    Map<String, Formula> formulas = new LinkedHashMap<>();
    formulas.put("accuracy", this::accuracy);
    formulas.put("fid", all -> distance("fid", "Frechet", FrechetDistance::between, all));
    formulas.put("kid", all -> distance("kid", "kernel", KernelDistance::between, all));
    List<EvaluationMetric> metrics = new ArrayList<>();
    formulas.forEach(
        (name, formula) -> attempt(name, formula, samples, failed).ifPresent(metrics::add));
    return metrics;
  }

  // A broad catch: whatever numbers do to a formula, it is only its own metric that has no value.
  @SuppressWarnings("CatchingUnchecked")
  private static Optional<EvaluationMetric> attempt(
      String name,
      Formula formula,
      List<EvaluationSample> samples,
      BiConsumer<String, Throwable> failed) {
    try {
      Optional<EvaluationMetric> metric = formula.of(samples);
      if (metric.isPresent() && !Double.isFinite(metric.get().getValue())) {
        throw new ArithmeticException("the value is " + metric.get().getValue());
      }
      return metric;
    } catch (Throwable thrown) {
      failed.accept(name, thrown);
      return Optional.empty();
    }
  }

  private Optional<EvaluationMetric> accuracy(List<EvaluationSample> samples) {
    List<EvaluationSample> alike =
        ofUsualLength(samples, samples, EvaluationSample::getClassifierFeatures);
    return DownstreamClassifier.measure(alike.stream().map(MetricFormulas::row).toList(), cGrid)
        .map(
            measured ->
                metric(alike, "accuracy", measured.accuracy(), measured.tested())
                    .setMethod(
                        alike.get(0).getFeatureVersion()
                            + ": logistic regression C="
                            + measured.c())
                    .build());
  }

  private static ClassifierRow row(EvaluationSample sample) {
    return new ClassifierRow(
        sample.getSampleId(),
        sample.getRole(),
        sample.getCategory(),
        Floats.array(sample.getClassifierFeatures()));
  }

  private Optional<EvaluationMetric> distance(
      String name,
      String kind,
      ToDoubleBiFunction<float[][], float[][]> between,
      List<EvaluationSample> all) {
    List<EvaluationSample> samples = comparable(all);
    float[][] generated = features(samples, Role.GENERATED);
    float[][] real = features(samples, Role.TEST_TARGET);
    if (Math.min(generated.length, real.length) < Math.max(2, minimum)) {
      return Optional.empty();
    }
    return Optional.of(
        metric(samples, name, between.applyAsDouble(generated, real), generated.length)
            .setMethod(
                "%s: %s distance, reference n=%d"
                    .formatted(EvaluationSamples.frechetVersion(samples.get(0)), kind, real.length))
            .build());
  }

  /**
   * Those whose features for the distances are of the version that most real images have. Samples
   * of before a change of the features stay in the topic, and cannot be compared with new ones.
   */
  private static List<EvaluationSample> comparable(List<EvaluationSample> samples) {
    Optional<String> version =
        samples.stream()
            .filter(sample -> sample.getRole() == Role.TEST_TARGET)
            .collect(
                Collectors.groupingBy(
                    EvaluationSamples::frechetVersion, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey);
    List<EvaluationSample> comparable =
        samples.stream()
            .filter(sample -> version.equals(Optional.of(EvaluationSamples.frechetVersion(sample))))
            .toList();
    List<EvaluationSample> real =
        comparable.stream().filter(sample -> sample.getRole() == Role.TEST_TARGET).toList();
    return ofUsualLength(comparable, real, EvaluationSample::getFrechetFeatures);
  }

  /** Those with as many features, at least one, as most of some samples have. */
  private static List<EvaluationSample> ofUsualLength(
      List<EvaluationSample> samples,
      List<EvaluationSample> usual,
      Function<EvaluationSample, List<Float>> features) {
    Optional<Integer> length =
        usual.stream()
            .map(sample -> features.apply(sample).size())
            .filter(size -> size > 0)
            .collect(Collectors.groupingBy(size -> size, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey);
    return samples.stream()
        .filter(sample -> length.equals(Optional.of(features.apply(sample).size())))
        .toList();
  }

  /** The name of a metric on a target, such as fid.finalState. */
  static String name(String metric, Target target) {
    return metric
        + switch (target) {
          case ACTION -> ".action";
          case FINAL_STATE -> ".finalState";
        };
  }

  private static EvaluationMetric.Builder metric(
      List<EvaluationSample> samples, String name, double value, int count) {
    EvaluationSample any = samples.get(0);
    return EvaluationMetric.newBuilder()
        .setName(name(name, any.getTarget()))
        .setValue(value)
        .setSamples(count)
        .setSet(any.getSet());
  }

  private static float[][] features(List<EvaluationSample> samples, Role role) {
    return samples.stream()
        .filter(sample -> sample.getRole() == role)
        .map(sample -> Floats.array(sample.getFrechetFeatures()))
        .toArray(float[][]::new);
  }
}
