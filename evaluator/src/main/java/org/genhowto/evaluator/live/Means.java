package org.genhowto.evaluator.live;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.genhowto.evaluator.statistics.Interval;
import org.genhowto.evaluator.statistics.Moments;
import org.genhowto.schemas.EvaluationMetric;

/**
 * Means of what is known of single images, by exact moments: equal images give equal means, however
 * they came.
 */
final class Means {
  private Means() {}

  /** A number of rows that know it, each a row of one. */
  static float[][] known(List<StoredRow> rows, ToDoubleFunction<StoredRow> number) {
    return rows.stream()
        .mapToDouble(number)
        .filter(Double::isFinite)
        .mapToObj(value -> new float[] {(float) value})
        .toArray(float[][]::new);
  }

  /**
   * The mean as a metric; nothing where too few images know the number.
   *
   * @param category empty for all
   * @param minimum images below which no mean is given
   */
  static Optional<EvaluationMetric> metric(
      Scene scene, String name, String category, Moments values, int minimum) {
    if (values.count() < Math.max(2, minimum)) {
      return Optional.empty();
    }
    String features = scene.series().group().classifier();
    return Optional.of(
        Scene.with(
                scene.value(name, category, features, values.mean()[0], values.count()),
                Optional.of(Interval.mean(values)))
            .setFormula("mean over images")
            .build());
  }
}
