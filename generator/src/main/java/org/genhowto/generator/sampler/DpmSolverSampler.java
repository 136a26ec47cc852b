package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.genhowto.generator.sampler.SchedulerConfig.Solver;

/**
 * DPM-Solver++ of second order over several steps (Lu et al. 2023, algorithm 2), and its stochastic
 * form, as diffusers' DPMSolverMultistepScheduler. With a = sqrt(alphaBar) and c = sqrt(1 -
 * alphaBar) before a step and a', c' after it, l = log(a / c), h = l' - l, and m the estimate of
 * the clean latent:
 *
 * <pre>
 *   x' = c'/c x + a' (1 - e^-h) (m + D/2)                            D = (m - m before) h / h before
 *   x' = c'/c e^-h x + a' (1 - e^-2h) (m + D/2) + c' sqrt(1 - e^-2h) noise
 * </pre>
 *
 * The first step, and the last where nothing is left of the noise, have no D.
 */
final class DpmSolverSampler extends MultistepSampler {
  /** Of fewer steps the last is of first order. */
  private static final int FEW = 15;

  private final boolean stochastic;

  private DpmSolverSampler(NoiseSchedule schedule, int steps, int skip, boolean stochastic) {
    super(schedule, steps, skip);
    this.stochastic = stochastic;
  }

  static DpmSolverSampler deterministic(NoiseSchedule schedule, int steps, int skip) {
    return new DpmSolverSampler(schedule, steps, skip, false);
  }

  static DpmSolverSampler stochastic(NoiseSchedule schedule, int steps, int skip) {
    return new DpmSolverSampler(schedule, steps, skip, true);
  }

  @Override
  public Next next(NDArray latent, NDArray output, int step, List<NDArray> memory) {
    NDArray m = clean(latent, output, step);
    double h = level(step + 1).logRatio() - level(step).logRatio();
    boolean first = memory.isEmpty() || schedule.solver().order() == 1 || endsInFirstOrder(step);
    double correction =
        first ? 0 : correction(h) * h / (level(step).logRatio() - level(step - 1).logRatio());
    double ratio = level(step + 1).noise() / level(step).noise();
    double kept = stochastic ? ratio * Math.exp(-h) : ratio;
    NDArray sum =
        latent
            .mul(kept)
            .add(m.mul(level(step + 1).signal() * decay(h) + correctionScale(step, correction)));
    if (!first) {
      sum = sum.sub(memory.get(0).mul(correctionScale(step, correction)));
    }
    return new Next(sum, List.of(m));
  }

  private double correctionScale(int step, double correction) {
    return level(step + 1).signal() * correction;
  }

  /** 1 - e^-h, or 1 - e^-2h. */
  private double decay(double h) {
    return -Math.expm1(stochastic ? -2 * h : -h);
  }

  /** What the difference of two estimates counts, beside a'. */
  private double correction(double h) {
    if (schedule.solver().type() != Solver.Type.HEUN) {
      return 0.5 * decay(h);
    }
    double exponent = stochastic ? -2 * h : -h;
    return stochastic ? decay(h) / exponent + 1 : 1 - decay(h) / h;
  }

  private boolean endsInFirstOrder(int step) {
    Solver solver = schedule.solver();
    int all = path.timesteps().length;
    return step == steps() - 1
        && (solver.endsClean() || solver.eulerAtFinal() || (solver.lowerOrderFinal() && all < FEW));
  }

  @Override
  public double noiseDeviation(int step) {
    double h = level(step + 1).logRatio() - level(step).logRatio();
    return stochastic ? level(step + 1).noise() * Math.sqrt(-Math.expm1(-2 * h)) : 0;
  }
}
