package org.genhowto.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.EvaluationSample;
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
                        .setMethod(method(samples, "logistic regression C=" + measured.c()))
                        .build()));
    float[][] generated = features(samples, Role.GENERATED);
    float[][] real = features(samples, Role.TEST_TARGET);
    if (Math.min(generated.length, real.length) >= Math.max(2, minimum)) {
      metrics.add(
          metric(samples, "fid", FrechetDistance.between(generated, real), generated.length)
              .setMethod(method(samples, "Frechet distance, reference n=" + real.length))
              .build());
      metrics.add(
          metric(samples, "kid", KernelDistance.between(generated, real), generated.length)
              .setMethod(method(samples, "kernel distance, reference n=" + real.length))
              .build());
    }
    return metrics;
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

  private static String method(List<EvaluationSample> samples, String formula) {
    return samples.get(0).getFeatureVersion() + ": " + formula;
  }

  private static float[][] features(List<EvaluationSample> samples, Role role) {
    return samples.stream()
        .filter(sample -> sample.getRole() == role)
        .map(sample -> EvaluationSamples.floats(sample.getFrechetFeatures()))
        .toArray(float[][]::new);
  }
}
