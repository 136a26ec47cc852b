package org.genhowto.generator;

import java.util.function.LongSupplier;

/**
 * How many previews a request can have: they are left out while they would take more than {@value
 * #SHARE} of the time that it has been on its way. The next is taken to cost what the last one did.
 */
final class PreviewBudget {
  static final double SHARE = 0.25;

  private final int every;
  private final LongSupplier nanos;
  private final long begun;
  private long spent;
  private long last;

  /**
   * @param every steps from one preview to the next; 0 is never
   * @param nanos the time, from anywhere on
   */
  PreviewBudget(int every, LongSupplier nanos) {
    this.every = every;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /** Whether there is to be one after so many steps. */
  synchronized boolean allows(int steps) {
    return every > 0 && steps % every == 0 && spent + last <= SHARE * (nanos.getAsLong() - begun);
  }

  /** Makes one, whose time counts. */
  void spend(Runnable preview) {
    long start = nanos.getAsLong();
    preview.run();
    long took = nanos.getAsLong() - start;
    synchronized (this) {
      last = took;
      spent += took;
    }
  }
}
