package org.genhowto.trainer;

import org.jspecify.annotations.Nullable;

/**
 * How fast a training goes. Written by its thread, read by any.
 *
 * <p>Loss and pace are of the last {@value #WINDOW} steps.
 */
final class TrainingMeter {
  private static final int WINDOW = 50;

  private final long steps;
  private final int batch;
  private final double[] losses = new double[WINDOW];
  private final long[] times = new long[WINDOW];
  private long from;
  private long step;
  private int seen;

  /**
   * What was seen so far.
   *
   * @param loss null before the first step
   * @param samplesPerSecond null before the second step
   */
  record Reading(
      long step,
      @Nullable Double loss,
      @Nullable Double samplesPerSecond,
      @Nullable Double secondsLeft) {}

  TrainingMeter(long steps, int batch) {
    this.steps = steps;
    this.batch = batch;
  }

  /** Goes on from a step that was reached before. */
  synchronized void begin(long reached) {
    from = reached;
    step = reached;
    seen = 0;
  }

  /**
   * @param nanos time of the step's end
   */
  synchronized void stepped(long number, double loss, long nanos) {
    step = number;
    losses[seen % WINDOW] = loss;
    times[seen % WINDOW] = nanos;
    seen++;
  }

  synchronized Reading read() {
    int held = Math.min(seen, WINDOW);
    if (held == 0) {
      return new Reading(Math.max(from, step), null, null, null);
    }
    double sum = 0;
    for (int i = 0; i < held; i++) {
      sum += losses[i];
    }
    double mean = sum / held;
    long newest = times[(seen - 1) % WINDOW];
    long oldest = times[(seen - held) % WINDOW];
    if (held < 2 || newest <= oldest) {
      return new Reading(step, mean, null, null);
    }
    double secondsAStep = (newest - oldest) / 1e9 / (held - 1);
    return new Reading(step, mean, batch / secondsAStep, (steps - step) * secondsAStep);
  }
}
