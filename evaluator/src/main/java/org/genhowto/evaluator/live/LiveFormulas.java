package org.genhowto.evaluator.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.Interval;
import org.genhowto.evaluator.statistics.Moments;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricState;

/**
 * What moments tell at once, however many images there are: the Frechet distance, and the means of
 * what is known of single images.
 */
final class LiveFormulas {
  private static final double NORMAL = 1.959963984540054;

  private final int minimum;

  /**
   * @param minimum images of either side below which no distance is given
   */
  LiveFormulas(int minimum) {
    this.minimum = minimum;
  }

  /**
   * @param reference moments of the real images of the target
   * @param version names the reference
   */
  List<EvaluationMetric> measure(
      Scene scene, SeriesMoments generated, SeriesMoments reference, String version) {
    List<EvaluationMetric> metrics = new ArrayList<>();
    metrics.add(distance(scene, generated.features(), reference.features(), version));
    mean(scene, "agreement", generated.agreement()).ifPresent(metrics::add);
    mean(scene, "background", generated.background()).ifPresent(metrics::add);
    return metrics;
  }

  private EvaluationMetric distance(
      Scene scene, Optional<Moments> generated, Optional<Moments> reference, String version) {
    long made = generated.map(Moments::count).orElse(0L);
    long real = reference.map(Moments::count).orElse(0L);
    String features = scene.series().group().frechet();
    Optional<String> lack = Sufficiency.ofDistance(made, real, minimum);
    if (lack.isPresent()) {
      return scene.none("fid", features, MetricState.NOT_ENOUGH, lack.get(), made);
    }
    double value = FrechetDistance.between(generated.orElseThrow(), reference.orElseThrow());
    return scene
        .value("fid", "", features, value, made)
        .setReferenceSamples(real)
        .setReference(version)
        .setFormula("Frechet distance, by moments")
        .build();
  }

  private Optional<EvaluationMetric> mean(Scene scene, String name, Moments moments) {
    long count = moments.count();
    if (count < Math.max(2, minimum)) {
      return Optional.empty();
    }
    double mean = moments.mean()[0];
    double error = NORMAL * Math.sqrt(moments.covariance()[0] / count);
    return Optional.of(
        Scene.with(
                scene.value(name, "", scene.series().group().classifier(), mean, count),
                Optional.of(new Interval(mean - error, mean + error, "normal 95%")))
            .setFormula("mean over images")
            .build());
  }
}
