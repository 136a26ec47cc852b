package org.genhowto.localizer.training;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * Weighs videos by how well a search engine says they fit their category: close to 0 below the
 * category's threshold, close to 1 above it.
 *
 * @param thresholds relevance thresholds by index of the category; categories without one are not
 *     weighed
 */
public record RelevanceGate(Map<Integer, Double> thresholds) {
  private static final double SOFTNESS = 0.001;

  public RelevanceGate {
    thresholds = Map.copyOf(thresholds);
  }

  /** Weighs every video as 1. */
  public static RelevanceGate open() {
    return new RelevanceGate(Map.of());
  }

  double weight(int category, OptionalDouble relevance) {
    Double threshold = thresholds.get(category);
    if (threshold == null || relevance.isEmpty()) {
      return 1;
    }
    return 1 / (1 + Math.exp((threshold - relevance.getAsDouble()) / SOFTNESS));
  }
}
