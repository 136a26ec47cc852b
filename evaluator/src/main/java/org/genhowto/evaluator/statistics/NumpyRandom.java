package org.genhowto.evaluator.statistics;

/**
 * numpy's RandomState: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), seeded by one
 * number, and its shuffle. Subsets are those that torch-fidelity draws by the same seed.
 */
final class NumpyRandom {
  private static final int WORDS = 624;
  private static final int MIDDLE = 397;
  private static final int LOWER = 0x7fffffff;
  private static final int TWIST = 0x9908b0df;

  private final int[] state = new int[WORDS];
  private int next = WORDS;

  /**
   * Seeds.
   *
   * @param seed from 0 below 2^32
   */
  NumpyRandom(long seed) {
    if (seed < 0 || seed >= 1L << 32) {
      throw new IllegalArgumentException(
          "the seed is %d, expected 0 to %d".formatted(seed, (1L << 32) - 1));
    }
    state[0] = (int) seed;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** Some rows, none twice: {@code rows[choice(len(rows), count, replace=False)]}. */
  float[][] choice(float[][] rows, int count) {
    int[] order = new int[rows.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = order.length - 1; i > 0; i--) {
      int j = upTo(i);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    float[][] chosen = new float[count][];
    for (int i = 0; i < count; i++) {
      chosen[i] = rows[order[i]];
    }
    return chosen;
  }

  /** A number from 0 to the largest, both included. */
  private int upTo(int largest) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(largest);
    int drawn = word() & mask;
    while (drawn > largest) {
      drawn = word() & mask;
    }
    return drawn;
  }

  private int word() {
    if (next == WORDS) {
      twist();
    }
    int word = state[next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }

  private void twist() {
    for (int i = 0; i < WORDS; i++) {
      int joined = (state[i] & ~LOWER) | (state[(i + 1) % WORDS] & LOWER);
      state[i] = state[(i + MIDDLE) % WORDS] ^ (joined >>> 1) ^ ((joined & 1) == 0 ? 0 : TWIST);
    }
    next = 0;
  }
}
