package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.genhowto.generator.sampler.NoiseSchedule.Prediction;
import org.genhowto.generator.sampler.SchedulerConfig.Solver;
import org.genhowto.generator.sampler.SchedulerConfig.Spacing;

/**
 * Where a sampler goes that counts noise as s = sqrt((1 - alphaBar) / alphaBar), its deviation over
 * that of the clean latent: the timesteps it visits and s at each of them, between trained ones
 * interpolated, as diffusers has them. Skipped steps are among them; {@code first} is the first one
 * that is taken.
 *
 * @param timesteps of all steps, from noisy to clean
 * @param sigmas one more than there are timesteps: the last is what is left after the last step
 */
record SigmaPath(double[] timesteps, double[] sigmas, int first) {
  /** The exponent of Karras et al. (2022), equation 5. */
  private static final double RHO = 7;

  /** How a family of samplers spreads its timesteps. */
  enum Family {
    /** As many timesteps as steps, the last being clean; not always whole. */
    EULER,
    /** One more of which the last is left out, whole ones: DPM-Solver++ and UniPC. */
    MULTISTEP
  }

  static SigmaPath of(NoiseSchedule schedule, Family family, int steps, int skip) {
    int fewest = family == Family.EULER && schedule.spacing() == Spacing.LINSPACE ? 2 : 1;
    if (steps < fewest || steps > schedule.length()) {
      throw new IllegalArgumentException(
          "steps is %d, expected %d to %d".formatted(steps, fewest, schedule.length()));
    }
    if (skip < 0 || skip >= steps) {
      throw new IllegalArgumentException("skip is %d, expected 0 to %d".formatted(skip, steps - 1));
    }
    Solver solver = schedule.solver();
    double[] timesteps = schedule.spacing().timesteps(schedule, family, steps);
    double[] sigmas = Arrays.stream(timesteps).map(t -> interpolated(schedule, t)).toArray();
    if (solver.karras()) {
      double most = family == Family.EULER ? sigmas[0] : schedule.deviation(schedule.length() - 1);
      double least = family == Family.EULER ? sigmas[steps - 1] : schedule.deviation(0);
      sigmas = karras(most, least, steps);
      timesteps = Arrays.stream(sigmas).map(s -> timestep(schedule, s)).toArray();
      if (family == Family.MULTISTEP) {
        timesteps = Arrays.stream(timesteps).map(Math::rint).toArray();
      }
    }
    requireFalling(sigmas);
    double[] all = Arrays.copyOf(sigmas, steps + 1);
    all[steps] = solver.endsClean() ? 0 : schedule.deviation(0);
    return new SigmaPath(timesteps, all, skip);
  }

  /** A step between two timesteps that are one and the same would divide by nothing. */
  private static void requireFalling(double[] sigmas) {
    for (int i = 1; i < sigmas.length; i++) {
      if (sigmas[i] >= sigmas[i - 1]) {
        throw new IllegalArgumentException(
            "steps is %d, expected fewer: steps %d and %d of this sampler would be at one timestep"
                .formatted(sigmas.length, i, i + 1));
      }
    }
  }

  /** Steps that are taken. */
  int steps() {
    return timesteps.length - first;
  }

  /** The timestep of a step that is taken. */
  double timestep(int step) {
    return timesteps[first + step];
  }

  /** The noise before a step that is taken, or after the last. */
  double sigma(int step) {
    return sigmas[first + step];
  }

  private static double interpolated(NoiseSchedule schedule, double timestep) {
    int below = (int) timestep;
    int above = Math.min(below + 1, schedule.length() - 1);
    double share = timestep - below;
    return (1 - share) * schedule.deviation(below) + share * schedule.deviation(above);
  }

  /** Karras et al. (2022), equation 5: evenly spaced in s^(1/7). */
  private static double[] karras(double most, double least, int steps) {
    double start = Math.pow(most, 1 / RHO);
    double end = Math.pow(least, 1 / RHO);
    return IntStream.range(0, steps)
        .mapToDouble(i -> Math.pow(start + ramp(i, steps) * (end - start), RHO))
        .toArray();
  }

  private static double ramp(int step, int steps) {
    return steps == 1 ? 0 : (double) step / (steps - 1);
  }

  /** The timestep of a noise, interpolated between the logarithms of its neighbours. */
  private static double timestep(NoiseSchedule schedule, double sigma) {
    double wanted = Math.log(Math.max(sigma, 1e-10));
    int low = 0;
    while (low < schedule.length() - 2 && Math.log(schedule.deviation(low + 1)) <= wanted) {
      low++;
    }
    double below = Math.log(schedule.deviation(low));
    double share = (below - wanted) / (below - Math.log(schedule.deviation(low + 1)));
    return low + Math.min(1, Math.max(0, share));
  }

  /**
   * How much of a latent is clean and how much is noise: x = signal * clean + noise * normal, of
   * variance 1 in all.
   */
  record Level(double signal, double noise) {

    /**
     * @param sigma noise over signal
     */
    static Level of(double sigma) {
      double signal = 1 / Math.sqrt(sigma * sigma + 1);
      return new Level(signal, sigma * signal);
    }

    /** Half the logarithm of the signal-to-noise ratio. */
    double logRatio() {
      return Math.log(signal) - Math.log(noise);
    }

    NDArray noised(NDArray clean, NDArray drawn) {
      return combine(clean, signal, drawn, noise);
    }

    /** The clean latent that the network's output stands for. */
    NDArray clean(Prediction prediction, NDArray latent, NDArray output) {
      return switch (prediction) {
        case EPSILON -> combine(latent, 1 / signal, output, -noise / signal);
        case VELOCITY -> combine(latent, signal, output, -noise);
        case SAMPLE -> output.duplicate();
      };
    }

    /** The noise that the network's output stands for. */
    NDArray drawn(Prediction prediction, NDArray latent, NDArray output) {
      return switch (prediction) {
        case EPSILON -> output.duplicate();
        case VELOCITY -> combine(latent, noise, output, signal);
        case SAMPLE -> combine(latent, 1 / noise, output, -signal / noise);
      };
    }

    /** a * scaleA + b * scaleB; it belongs to a's manager. */
    static NDArray combine(NDArray a, double scaleA, NDArray b, double scaleB) {
      try (NDArray left = a.mul(scaleA);
          NDArray right = b.mul(scaleB)) {
        return left.add(right);
      }
    }
  }
}
