package org.genhowto.gateway.dashboard.model;

import java.time.Duration;

/** How many of something there were, in slots of ten seconds over the last hour. */
final class RecentCounts {
  private static final long SLOT = Duration.ofSeconds(10).toMillis();
  private static final int SLOTS = 361;

  private final long[] counts = new long[SLOTS];

  /** The slot that each count is of. */
  private final long[] slots = new long[SLOTS];

  /**
   * Counts one.
   *
   * @param time milliseconds since 1970; what is older than the hour changes nothing
   */
  void add(long time) {
    long slot = Math.floorDiv(time, SLOT);
    int place = (int) Math.floorMod(slot, (long) SLOTS);
    if (slots[place] < slot) {
      slots[place] = slot;
      counts[place] = 0;
    }
    if (slots[place] == slot) {
      counts[place]++;
    }
  }

  /** How many there were in a time that ends now, to ten seconds. */
  long within(Duration time, long now) {
    long last = Math.floorDiv(now, SLOT);
    long first = Math.floorDiv(now - time.toMillis(), SLOT) + 1;
    long sum = 0;
    for (int i = 0; i < SLOTS; i++) {
      if (slots[i] >= first && slots[i] <= last) {
        sum += counts[i];
      }
    }
    return sum;
  }
}
