package org.genhowto.miniature;

import java.awt.Color;
import java.util.SplittableRandom;

/**
 * How one object looks.
 *
 * @param color the object's colour, a little off its tint's
 * @param variety a number in [0, 1) for small differences of shape
 */
record Look(Category category, Tint tint, Color color, Outcome outcome, double variety) {

  static Look of(Category category, SplittableRandom random) {
    var tint = category.tints().get(random.nextInt(category.tints().size()));
    var outcomes = category.family().outcomes();
    var outcome = outcomes.get(random.nextInt(outcomes.size()));
    var color = Colors.vary(tint.color(), 14, random);
    return new Look(category, tint, color, outcome, random.nextDouble());
  }
}
