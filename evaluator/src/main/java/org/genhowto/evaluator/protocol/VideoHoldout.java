package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A tenth of the videos, set aside for validation. Rows of one video look alike, so a split by rows
 * would show the classifier what it is validated on.
 */
final class VideoHoldout {
  private static final double SHARE = 0.1;

  private VideoHoldout() {}

  /**
   * Draws the videos to set aside: a tenth, rounded, at least one.
   *
   * @param videos of all training rows
   */
  static Set<String> draw(List<String> videos, long seed) {
    List<String> distinct = new ArrayList<>(new TreeSet<>(videos));
    if (distinct.size() < 2) {
      throw new IllegalArgumentException(
          "training images are of %d videos, expected at least 2: one is set aside to choose C"
              .formatted(distinct.size()));
    }
    Collections.shuffle(distinct, new Random(seed));
    int aside = Math.max(1, (int) Math.round(SHARE * distinct.size()));
    return Set.copyOf(distinct.subList(0, aside));
  }
}
