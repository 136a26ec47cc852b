package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.util.SplittableRandom;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.ChangeResult;
import org.genhowto.miniature.world.Tint;

/**
 * How one object looks.
 *
 * @param color the object's colour, a little off its tint's
 * @param variety a number in [0, 1) for small differences of shape
 */
public record Look(
    Category category, Tint tint, Color color, ChangeResult outcome, double variety) {

  public static Look of(Category category, SplittableRandom random) {
    var tint = category.tints().get(random.nextInt(category.tints().size()));
    var outcomes = category.family().outcomes();
    var outcome = outcomes.get(random.nextInt(outcomes.size()));
    var color = Colors.vary(tint.color(), 14, random);
    return new Look(category, tint, color, outcome, random.nextDouble());
  }

  /** The same object in another of its colours; itself where it has one only. */
  public Look recolored(SplittableRandom random) {
    var tints = category.tints();
    if (tints.size() == 1) {
      return this;
    }
    var other =
        tints.get((tints.indexOf(tint) + 1 + random.nextInt(tints.size() - 1)) % tints.size());
    return new Look(category, other, Colors.vary(other.color(), 14, random), outcome, variety);
  }

  /** The same object with another outcome; itself where there is one only. */
  public Look refilled(SplittableRandom random) {
    var outcomes = category.family().outcomes();
    if (outcomes.size() == 1) {
      return this;
    }
    int step = 1 + random.nextInt(outcomes.size() - 1);
    var other = outcomes.get((outcomes.indexOf(outcome) + step) % outcomes.size());
    return new Look(category, tint, color, other, variety);
  }
}
