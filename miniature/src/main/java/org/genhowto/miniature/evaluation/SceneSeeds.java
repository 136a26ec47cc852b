package org.genhowto.miniature.evaluation;

import java.math.BigInteger;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Seeds;

/**
 * Which scenes are test scenes. Those of a registration follow from the hash of its file, so nobody
 * can have seen them before it was written.
 */
@FunctionalInterface
public interface SceneSeeds {
  /** The seed of a category's test scene of that number. */
  long of(Category category, int number);

  /** The scenes of a world that nobody registered: looked at as often as one likes. */
  static SceneSeeds usual() {
    return (category, number) -> 3_000_000 + number;
  }

  /**
   * The scenes of a registration.
   *
   * @param sha256 of its file, in hexadecimal digits
   */
  static SceneSeeds registered(String sha256) {
    long first = new BigInteger(sha256, 16).longValue();
    // From 2^44 on lie no other scenes; a seed stays readable in 15 digits.
    return (category, number) ->
        (1L << 44) + (Seeds.of(first, category.word() + "-" + number) >>> 20);
  }
}
