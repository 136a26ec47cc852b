package org.genhowto.networks.model;

/** The learning rate of a step; steps count from 0. */
@FunctionalInterface
public interface Schedule {
  double rate(long step);

  static Schedule constant(double rate) {
    return step -> rate;
  }

  /** Rises linearly over the warm-up steps. */
  default Schedule warmedUp(long steps) {
    return step -> rate(step) * Math.min(1.0, (step + 1.0) / Math.max(1, steps));
  }

  /** Keeps the rate until {@code from}, then falls to 0 at {@code end} along half a cosine. */
  static Schedule cosine(double rate, long from, long end) {
    return step -> {
      double progress = (double) (step - from) / Math.max(1, end - from);
      return rate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, progress))));
    };
  }
}
