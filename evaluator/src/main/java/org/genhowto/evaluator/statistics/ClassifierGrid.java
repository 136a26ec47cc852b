package org.genhowto.evaluator.statistics;

import java.util.List;

/**
 * What the downstream classifier chooses from by its accuracy on validation images.
 *
 * @param penalties inverse strengths of the penalty, C
 * @param iterations bounds on L-BFGS iterations, max_iter
 */
public record ClassifierGrid(List<Double> penalties, List<Integer> iterations) {
  public ClassifierGrid {
    penalties = List.copyOf(penalties);
    iterations = List.copyOf(iterations);
    if (penalties.isEmpty() || penalties.stream().anyMatch(c -> !(c > 0))) {
      throw new IllegalArgumentException("C is one of " + penalties + ", expected numbers above 0");
    }
    if (iterations.isEmpty() || iterations.stream().anyMatch(bound -> bound < 1)) {
      throw new IllegalArgumentException(
          "max_iter is one of " + iterations + ", expected numbers above 0");
    }
  }

  /** The grid that was published with the paper, for some 13,000 rows of CLIP ViT-L/14 features. */
  public static ClassifierGrid published() {
    return new ClassifierGrid(List.of(1e-7, 5e-7, 1e-6, 1e-5, 1e-4), List.of(25, 100, 250));
  }

  /**
   * A point of the grid.
   *
   * @param validationAccuracy share of the validation images put into the right class
   */
  public record Choice(double c, int maxIterations, double validationAccuracy) {}

  /** The first point, C before max_iter, with the best accuracy on validation rows. */
  public Choice choose(LabelledRows fit, LabelledRows validation, int classes) {
    Choice best = new Choice(penalties.get(0), iterations.get(0), -1);
    for (double c : penalties) {
      int enough = Integer.MAX_VALUE; // iterations after which nothing changes any more
      for (int bound : iterations) {
        if (bound >= enough) {
          continue;
        }
        LogisticRegression fitted =
            LogisticRegression.fit(fit.features(), fit.labels(), classes, c, bound);
        enough = fitted.converged() ? bound : enough;
        double accuracy = fitted.accuracy(validation.features(), validation.labels());
        if (accuracy > best.validationAccuracy) {
          best = new Choice(c, bound, accuracy);
        }
      }
    }
    return best;
  }
}
