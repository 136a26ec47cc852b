package org.genhowto.generator.batching;

import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongSupplier;

/** How many latents a pass may have, from trials of few. */
final class LimitSearch {
  /** What the trials do not show: other shapes, and pieces of memory that are too small. */
  private static final double USABLE = .9;

  /**
   * Allocators hand out memory in blocks, so that two latents may seem to cost no more than one.
   */
  private static final int LARGEST_TRIAL = 64;

  /** What has to be won for another doubling to be worth the wait it means for a single request. */
  private static final double WORTHWHILE = .98;

  private LimitSearch() {}

  /**
   * The most that fits: memory is taken as linear in the number of latents.
   *
   * @param free bytes that are left; what a trial took stays taken in the allocator's cache
   * @param trial runs a pass of so many latents
   */
  static int byMemory(LongSupplier free, IntConsumer trial) {
    long before = free.getAsLong();
    trial.accept(1);
    long one = before - free.getAsLong();
    int more = 1;
    long several = one;
    while (several <= one && more < LARGEST_TRIAL) {
      more *= 2;
      trial.accept(more);
      several = before - free.getAsLong();
    }
    if (several <= one) {
      return more;
    }
    double each = (double) (several - one) / (more - 1);
    double fixed = one - each;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (USABLE * before - fixed) / each));
  }

  /**
   * The last of 1, 2, 4 and so on before the time for each latent stops falling.
   *
   * @param seconds of a pass of so many latents
   */
  static int byTime(IntToDoubleFunction seconds, int most) {
    int best = 1;
    double each = seconds.applyAsDouble(1);
    while (2 * best <= most) {
      double next = seconds.applyAsDouble(2 * best) / (2 * best);
      if (next > WORTHWHILE * each) {
        break;
      }
      best *= 2;
      each = next;
    }
    return best;
  }
}
