package org.genhowto.evaluator.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.Moments;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricState;

/**
 * What moments tell at once, however many images there are: the Frechet distance, and the means of
 * what is known of single images.
 */
final class LiveFormulas {
  /** What is given of all images, without regard to categories. */
  private static final Set<String> NAMES = Set.of("fid", "agreement", "background");

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
    Means.metric(scene, "agreement", "", generated.agreement(), minimum).ifPresent(metrics::add);
    Means.metric(scene, "background", "", generated.background(), minimum).ifPresent(metrics::add);
    return metrics;
  }

  /** Whether moments give this metric of all images. */
  static boolean give(EvaluationMetric metric) {
    return metric.getCategory().isEmpty() && NAMES.contains(metric.getName());
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
}
