package org.genhowto.miniature.world;

import java.util.SplittableRandom;

/** Random numbers that depend on what they are for, and on nothing else. */
public final class Seeds {
  private Seeds() {}

  /** Numbers for one purpose; near seeds give unrelated numbers. */
  public static SplittableRandom random(long seed, int category, int purpose) {
    return new SplittableRandom(mix(mix(mix(seed) + category) + purpose));
  }

  /** A seed for one named thing in one run. */
  public static long of(long seed, String name) {
    return mix(mix(seed) + name.hashCode());
  }

  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
