package org.genhowto.launcher.options;

import java.util.List;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import picocli.CommandLine.Option;

/** What the downstream classifier chooses from. */
public final class GridOptions {
  @Option(
      names = "--c",
      split = ",",
      paramLabel = "NUMBER",
      description = "Inverse penalties C (default: the paper's, 1e-7,5e-7,1e-6,1e-5,1e-4).")
  private List<Double> penalties = ClassifierGrid.published().penalties();

  @Option(
      names = "--max-iter",
      split = ",",
      paramLabel = "COUNT",
      description = "Bounds on L-BFGS iterations (default: the paper's, 25,100,250).")
  private List<Integer> iterations = ClassifierGrid.published().iterations();

  public ClassifierGrid grid() {
    return new ClassifierGrid(penalties, iterations);
  }
}
