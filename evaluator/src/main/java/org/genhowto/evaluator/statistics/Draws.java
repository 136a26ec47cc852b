package org.genhowto.evaluator.statistics;

import java.util.Random;

/** Random choices of rows. */
final class Draws {
  private Draws() {}

  /** Some rows, none twice. */
  static float[][] without(float[][] rows, int count, Random random) {
    int[] order = permutation(rows.length, random);
    float[][] drawn = new float[count][];
    for (int i = 0; i < count; i++) {
      drawn[i] = rows[order[i]];
    }
    return drawn;
  }

  /** The numbers from 0 up to a count in random order. */
  static int[] permutation(int count, Random random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
