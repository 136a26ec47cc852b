package org.genhowto.generator.sampler;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.generator.sampler.SchedulerConfig.Solver;
import org.genhowto.generator.sampler.SigmaPath.Level;

/**
 * UniPC (Zhao et al. 2023, algorithms 5 to 8, on estimates of the clean latent), as diffusers'
 * UniPCMultistepScheduler: a step first corrects the latent by what the network said of it, then
 * predicts the next. With the letters of {@link DpmSolverSampler} and r the distances of earlier
 * steps in h, both have the form
 *
 * <pre>
 *   x' = c'/c x + a' (1 - e^-h) m - a' B (sum of w D)     D = (m of an earlier step - m) / r
 * </pre>
 *
 * where the weights w solve the order conditions. It remembers the corrected latent, then the
 * estimates of earlier steps, the newest first.
 */
final class UniPcSampler extends MultistepSampler {
  /**
   * @param steps of the whole trajectory
   * @param skip leading steps left out
   */
  UniPcSampler(NoiseSchedule schedule, int steps, int skip) {
    super(schedule, steps, skip);
  }

  @Override
  public double noiseDeviation(int step) {
    return 0;
  }

  @Override
  public Next next(NDArray latent, NDArray output, int step, List<NDArray> memory) {
    NDArray m = clean(latent, output, step);
    List<NDArray> estimates = new ArrayList<>();
    estimates.add(m);
    NDArray corrected = latent;
    if (!memory.isEmpty()) {
      List<NDArray> before = memory.subList(1, memory.size());
      corrected = corrected(memory.get(0), m, before, step);
      estimates.addAll(before);
    }
    List<NDArray> kept =
        estimates.subList(0, Math.min(estimates.size(), schedule.solver().order()));
    List<NDArray> remembered = new ArrayList<>();
    remembered.add(corrected == latent ? latent.duplicate() : corrected);
    remembered.addAll(kept);
    return new Next(predicted(corrected, kept, step), remembered);
  }

  /** The order of the prediction of a step: less in the first steps, and in the last ones. */
  private int order(int step) {
    Solver solver = schedule.solver();
    boolean clean = step == steps() - 1 && solver.endsClean();
    int order =
        solver.lowerOrderFinal() || clean
            ? Math.min(solver.order(), steps() - step)
            : solver.order();
    return Math.min(order, step + 1);
  }

  private NDArray predicted(NDArray latent, List<NDArray> estimates, int step) {
    int order = order(step);
    double[] r = new double[order];
    for (int i = 1; i < order; i++) {
      r[i - 1] = distance(step, step - i);
    }
    r[order - 1] = 1;
    Move move = new Move(step);
    double[] weights =
        switch (order) {
          case 1 -> new double[0];
          case 2 -> new double[] {0.5};
          default -> solve(r, move, order - 1);
        };
    return move.of(latent, estimates.get(0), estimates.subList(1, order), r, weights);
  }

  /**
   * The latent that the step before would have reached, had it known what the network says there.
   *
   * @param m what it says
   * @param before estimates of the steps before, the newest first
   */
  private NDArray corrected(NDArray last, NDArray m, List<NDArray> before, int step) {
    int order = order(step - 1);
    double[] r = new double[order];
    for (int i = 1; i < order; i++) {
      r[i - 1] = distance(step - 1, step - 1 - i);
    }
    r[order - 1] = 1;
    Move move = new Move(step - 1);
    double[] weights = order == 1 ? new double[] {0.5} : solve(r, move, order);
    List<NDArray> others = new ArrayList<>(before.subList(1, order));
    others.add(m);
    return move.of(last, before.get(0), others, r, weights);
  }

  /** How far an earlier step lies behind, in the length of the step. */
  private double distance(int step, int earlier) {
    double here = level(step).logRatio();
    return (level(earlier).logRatio() - here) / (level(step + 1).logRatio() - here);
  }

  /** One step with an estimate and its differences to others. */
  private final class Move {
    private final double kept;
    private final double signal;
    private final double h;
    private final double decay;
    private final double scale;

    Move(int step) {
      this.kept = level(step + 1).noise() / level(step).noise();
      this.signal = level(step + 1).signal();
      this.h = level(step).logRatio() - level(step + 1).logRatio();
      this.decay = Math.expm1(h);
      this.scale = schedule.solver().type() == Solver.Type.BH1 ? h : decay;
    }

    NDArray of(NDArray x, NDArray m, List<NDArray> others, double[] r, double[] weights) {
      double own = -signal * decay;
      for (int i = 0; i < weights.length; i++) {
        own += signal * scale * weights[i] / r[i];
      }
      NDArray sum = Level.combine(x, kept, m, own);
      for (int i = 0; i < weights.length; i++) {
        sum = Level.combine(sum, 1, others.get(i), -signal * scale * weights[i] / r[i]);
      }
      return sum;
    }
  }

  /** The order conditions: sum of w r^(k-1) = phi_k k! / B, for k from 1 to n. */
  private static double[] solve(double[] r, Move move, int n) {
    double[][] rows = new double[n][n + 1];
    double phi = move.decay / move.h - 1;
    double factorial = 1;
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        rows[k][i] = Math.pow(r[i], k);
      }
      rows[k][n] = phi * factorial / move.scale;
      factorial *= k + 2;
      phi = phi / move.h - 1 / factorial;
    }
    return eliminated(rows);
  }

  private static double[] eliminated(double[][] rows) {
    int n = rows.length;
    for (int k = 0; k < n; k++) {
      for (int row = 0; row < n; row++) {
        if (row != k) {
          double factor = rows[row][k] / rows[k][k];
          for (int i = k; i <= n; i++) {
            rows[row][i] -= factor * rows[k][i];
          }
        }
      }
    }
    double[] solution = new double[n];
    for (int k = 0; k < n; k++) {
      solution[k] = rows[k][n] / rows[k][k];
    }
    return solution;
  }
}
