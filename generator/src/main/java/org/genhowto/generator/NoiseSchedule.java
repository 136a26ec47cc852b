package org.genhowto.generator;

import java.util.stream.IntStream;

/**
 * The forward process of Stable Diffusion: how much of the clean latent is left at each of the
 * trained timesteps. {@code alphaBar(t)} is the product of (1 - beta) up to t, where the square
 * roots of beta are evenly spaced ("scaled linear").
 */
public final class NoiseSchedule {
  private final double[] alphaBar;
  private final Prediction prediction;

  /** What the network's output means. */
  public enum Prediction {
    /** The noise. */
    EPSILON,
    /** sqrt(alphaBar) noise - sqrt(1 - alphaBar) clean, as Salimans and Ho define it. */
    VELOCITY
  }

  private NoiseSchedule(double[] alphaBar, Prediction prediction) {
    this.alphaBar = alphaBar;
    this.prediction = prediction;
  }

  /** The schedule every Stable Diffusion was trained with; GenHowTo predicts epsilon. */
  public static NoiseSchedule stableDiffusion() {
    return scaledLinear(1000, 0.00085, 0.012, Prediction.EPSILON);
  }

  public static NoiseSchedule scaledLinear(
      int timesteps, double betaStart, double betaEnd, Prediction prediction) {
    if (timesteps < 2 || !(betaStart > 0) || !(betaEnd < 1) || betaStart > betaEnd) {
      throw new IllegalArgumentException(
          "A noise schedule needs at least 2 timesteps and 0 < betaStart <= betaEnd < 1, not %d, %s, %s"
              .formatted(timesteps, betaStart, betaEnd));
    }
    double first = Math.sqrt(betaStart);
    double last = Math.sqrt(betaEnd);
    double[] alphaBar = new double[timesteps];
    double product = 1;
    for (int t = 0; t < timesteps; t++) {
      double root = first + (last - first) * t / (timesteps - 1);
      product *= 1 - root * root;
      alphaBar[t] = product;
    }
    return new NoiseSchedule(alphaBar, prediction);
  }

  /** Number of trained timesteps. */
  public int length() {
    return alphaBar.length;
  }

  public double alphaBar(int t) {
    return alphaBar[t];
  }

  public Prediction prediction() {
    return prediction;
  }

  /** Share of the clean latent at t: sqrt(alphaBar). */
  public double signal(int t) {
    return Math.sqrt(alphaBar[t]);
  }

  /** Share of the noise at t: sqrt(1 - alphaBar). */
  public double noise(int t) {
    return Math.sqrt(1 - alphaBar[t]);
  }

  /**
   * The timesteps a sampler visits, from noisy to clean: "leading" spacing with offset 1.
   *
   * @param steps number of steps of the whole trajectory
   * @param skip leading steps left out; the stride stays that of the whole trajectory
   */
  public int[] timesteps(int steps, int skip) {
    if (steps < 1 || steps > length()) {
      throw new IllegalArgumentException("steps is %d, not 1 to %d".formatted(steps, length()));
    }
    if (skip < 0 || skip >= steps) {
      throw new IllegalArgumentException("skip is %d, not 0 to %d".formatted(skip, steps - 1));
    }
    int stride = stride(steps);
    // Offset 1, save where every timestep is visited and there is none to spare.
    int offset = Math.min(1, length() - 1 - (steps - 1) * stride);
    return IntStream.iterate(steps - 1 - skip, i -> i >= 0, i -> i - 1)
        .map(i -> i * stride + offset)
        .toArray();
  }

  /** Timesteps between two sampler steps. */
  public int stride(int steps) {
    return length() / steps;
  }
}
