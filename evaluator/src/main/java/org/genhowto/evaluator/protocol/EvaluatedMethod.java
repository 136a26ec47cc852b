package org.genhowto.evaluator.protocol;

import java.util.List;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.statistics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * A row of the paper's tables: what a method reached over its runs.
 *
 * @param name its folder in the results
 * @param seeds names of the runs
 */
public record EvaluatedMethod(
    String name, List<String> seeds, List<ExperimentSummary> experiments) {
  /** Actions and final states by a model each: the method of the paper. */
  public static final String GENHOWTO = "genhowto";

  /** One model for both (Table 1). */
  public static final String JOINT = "genhowto-joint";

  /** The initial images as they are. */
  public static final String INITIAL = "initial-images";

  /** Real targets in the place of generated ones: the upper bound. */
  public static final String REAL = "real-images";

  public EvaluatedMethod {
    seeds = List.copyOf(seeds);
    experiments = List.copyOf(experiments);
  }

  /** Whether it is neither a model of the paper nor a bound of what can be reached. */
  boolean isBaseline() {
    return !List.of(GENHOWTO, JOINT, REAL).contains(name);
  }

  /** What it reached in one column; null where that was not measured. */
  @Nullable ExperimentSummary experiment(Experiment column) {
    return experiments.stream()
        .filter(e -> e.target().equals(EvaluationManifest.spelling(column.target())))
        .filter(e -> e.exposure().equals(EvaluationManifest.spelling(column.exposure())))
        .findFirst()
        .orElse(null);
  }

  @Nullable Estimate accuracy(Experiment column) {
    ExperimentSummary experiment = experiment(column);
    return experiment == null ? null : experiment.accuracy();
  }

  @Nullable Estimate fid(Experiment column) {
    ExperimentSummary experiment = experiment(column);
    return experiment == null ? null : experiment.fid();
  }
}
