package org.genhowto.evaluator.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.Measurement.Classified;
import org.genhowto.evaluator.protocol.Measurement.Distances;
import org.genhowto.evaluator.statistics.ClassifierGrid.Choice;
import org.genhowto.evaluator.statistics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * What all runs give for one experiment. Parts that no run has are null.
 *
 * @param target such as final-state
 * @param exposure seen or unseen
 * @param accuracy share of real test images put into the right class, in [0, 1]
 * @param control the same with round-trip images in the place of real initial ones in training
 * @param trained training images a run
 * @param tested test images a run
 * @param fid see {@code FrechetDistance}
 * @param kid see {@code KernelDistance}
 * @param generated images a run on the generated side of the distances
 * @param real images on their real side
 * @param frechetFeatures what the distances are measured on
 * @param choices the classifier's C and max_iter in each run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExperimentSummary(
    String target,
    String exposure,
    int classes,
    @Nullable Estimate accuracy,
    @Nullable Estimate control,
    @Nullable Integer trained,
    @Nullable Integer tested,
    @Nullable Estimate fid,
    @Nullable Estimate kid,
    @Nullable Integer generated,
    @Nullable Integer real,
    @Nullable String frechetFeatures,
    List<Choice> choices) {

  /** Summaries of several runs, in the order of the first. */
  static List<ExperimentSummary> of(List<Map<Experiment, Measurement>> runs) {
    Map<Experiment, List<Measurement>> experiments = new LinkedHashMap<>();
    for (Map<Experiment, Measurement> run : runs) {
      run.forEach(
          (experiment, measurement) ->
              experiments.computeIfAbsent(experiment, e -> new ArrayList<>()).add(measurement));
    }
    List<ExperimentSummary> summaries = new ArrayList<>();
    experiments.forEach(
        (experiment, measurements) -> {
          if (measurements.size() != runs.size()) {
            throw new IllegalArgumentException(
                "%s is in %d of %d runs, expected it in all"
                    .formatted(
                        DownstreamProtocol.name(experiment), measurements.size(), runs.size()));
          }
          summaries.add(of(experiment, measurements));
        });
    return summaries;
  }

  private static ExperimentSummary of(Experiment experiment, List<Measurement> runs) {
    List<Classified> accuracies = part(runs, Measurement::accuracy);
    List<Classified> controls = part(runs, Measurement::control);
    List<Distances> distances = part(runs, Measurement::distances);
    requireAlike(experiment, runs.stream().map(ExperimentSummary::sizes).distinct().toList());
    @Nullable Classified classified = accuracies.isEmpty() ? null : accuracies.get(0);
    @Nullable Distances distance = distances.isEmpty() ? null : distances.get(0);
    return new ExperimentSummary(
        EvaluationManifest.spelling(experiment.target()),
        EvaluationManifest.spelling(experiment.exposure()),
        runs.get(0).classes(),
        estimate(accuracies, Classified::accuracy),
        estimate(controls, Classified::accuracy),
        classified == null ? null : classified.trained(),
        classified == null ? null : classified.tested(),
        estimate(distances, Distances::fid),
        estimate(distances, Distances::kid),
        distance == null ? null : distance.generated(),
        distance == null ? null : distance.real(),
        distance == null ? null : distance.features(),
        accuracies.stream().flatMap(c -> c.choice().stream()).toList());
  }

  /** Numbers of images: what was measured on other numbers is another quantity. */
  private static List<Integer> sizes(Measurement run) {
    return List.of(
        run.classes(),
        run.accuracy().map(Classified::tested).orElse(0),
        run.control().map(Classified::tested).orElse(0),
        run.distances().map(Distances::generated).orElse(0),
        run.distances().map(Distances::real).orElse(0));
  }

  private static void requireAlike(Experiment experiment, List<List<Integer>> sizes) {
    if (sizes.size() > 1) {
      throw new IllegalArgumentException(
          "%s: runs have %s classes and images (tested,"
              .concat(" tested with control, generated, real), expected the same numbers in all")
              .formatted(DownstreamProtocol.name(experiment), sizes));
    }
  }

  private static <T> List<T> part(List<Measurement> runs, Function<Measurement, Optional<T>> part) {
    return runs.stream().flatMap(run -> part.apply(run).stream()).toList();
  }

  private static <T> @Nullable Estimate estimate(List<T> runs, ToDoubleFunction<T> value) {
    return runs.isEmpty()
        ? null
        : Estimate.of(runs.stream().map(run -> value.applyAsDouble(run)).toList());
  }
}
