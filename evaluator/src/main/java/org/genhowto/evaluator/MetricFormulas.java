package org.genhowto.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

  /** The metrics that the samples allow; samples are of one set and one target. */
  List<EvaluationMetric> measure(List<EvaluationSample> samples) {
    List<EvaluationMetric> metrics = new ArrayList<>();
    DownstreamClassifier.measure(samples, cGrid)
        .ifPresent(
            measured ->
                metrics.add(
                    metric(samples, "accuracy", measured.accuracy(), measured.tested())
                        .setMethod(
                            samples.get(0).getFeatureVersion()
                                + ": logistic regression C="
                                + measured.c())
                        .build()));
    metrics.addAll(distances(comparable(samples)));
    return metrics;
  }

  private List<EvaluationMetric> distances(List<EvaluationSample> samples) {
    float[][] generated = features(samples, Role.GENERATED);
    float[][] real = features(samples, Role.TEST_TARGET);
    if (Math.min(generated.length, real.length) < Math.max(2, minimum)) {
      return List.of();
    }
    String version = EvaluationSamples.frechetVersion(samples.get(0));
    return List.of(
        metric(samples, "fid", FrechetDistance.between(generated, real), generated.length)
            .setMethod(version + ": Frechet distance, reference n=" + real.length)
            .build(),
        metric(samples, "kid", KernelDistance.between(generated, real), generated.length)
            .setMethod(version + ": kernel distance, reference n=" + real.length)
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
    return samples.stream()
        .filter(sample -> version.equals(Optional.of(EvaluationSamples.frechetVersion(sample))))
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
