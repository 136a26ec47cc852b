package org.genhowto.localizer.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.genhowto.localizer.search.EvaluationSearch;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.runtime.frames.FrameLabel;
import org.genhowto.runtime.frames.FrameTriplet;

/**
 * The ChangeIt metrics of a localizer on annotated videos: a mean over the videos of a category,
 * then over categories. All values lie in [0, 1]; papers print them times 100.
 */
public final class LocalizerMetrics {

  /**
   * Precision of a video, a category or a data set.
   *
   * @param statePrecision "sp": half for each of the two state frames, chosen without the action,
   *     that shows its state
   * @param actionPrecision "ap": the frame with the highest action score shows the action
   * @param jointStatePrecision "jsp": as sp, with states and action chosen together, in order
   * @param jointActionPrecision "jap": as ap, with states and action chosen together, in order
   * @param stateAccuracy "acc": share of state frames whose own state scores higher than the other;
   *     NaN where no frame shows a state
   */
  public record Precision(
      double statePrecision,
      double actionPrecision,
      double jointStatePrecision,
      double jointActionPrecision,
      double stateAccuracy) {}

  private final Map<String, List<Precision>> categories = new TreeMap<>();

  /** Adds one annotated video: one label a frame. */
  public void add(String category, FrameScores scores, List<FrameLabel> labels) {
    if (labels.size() != scores.frames() || labels.isEmpty()) {
      throw new IllegalArgumentException(
          "Video of category %s has %d scored frames and %d labels; expected as many, at least 1"
              .formatted(category, scores.frames(), labels.size()));
    }
    categories.computeIfAbsent(category, name -> new ArrayList<>()).add(video(scores, labels));
  }

  /** Number of videos added. */
  public int videos() {
    return categories.values().stream().mapToInt(List::size).sum();
  }

  /** Mean over the videos of each category. */
  public Map<String, Precision> categories() {
    Map<String, Precision> means = new TreeMap<>();
    categories.forEach((category, videos) -> means.put(category, mean(videos)));
    return means;
  }

  /** Mean over the categories. */
  public Precision overall() {
    return mean(categories().values());
  }

  private static Precision video(FrameScores scores, List<FrameLabel> labels) {
    EvaluationSearch.States states = EvaluationSearch.states(scores);
    FrameTriplet joint = EvaluationSearch.joint(scores);
    return new Precision(
        states(labels, states.initial(), states.finalState()),
        action(labels, EvaluationSearch.action(scores)),
        states(labels, joint.initial(), joint.finalState()),
        action(labels, joint.action()),
        stateAccuracy(scores, labels));
  }

  private static double states(List<FrameLabel> labels, int initial, int finalState) {
    return (labels.get(initial) == FrameLabel.INITIAL_STATE ? 0.5 : 0)
        + (labels.get(finalState) == FrameLabel.FINAL_STATE ? 0.5 : 0);
  }

  private static double action(List<FrameLabel> labels, int action) {
    return labels.get(action) == FrameLabel.ACTION ? 1 : 0;
  }

  private static double stateAccuracy(FrameScores scores, List<FrameLabel> labels) {
    int right = 0;
    int all = 0;
    for (int t = 0; t < scores.frames(); t++) {
      boolean initialLeads = scores.initial(t) >= scores.finalState(t);
      switch (labels.get(t)) {
        case INITIAL_STATE -> {
          all++;
          right += initialLeads ? 1 : 0;
        }
        case FINAL_STATE -> {
          all++;
          right += initialLeads ? 0 : 1;
        }
        case BACKGROUND, ACTION -> {}
      }
    }
    return all == 0 ? Double.NaN : (double) right / all;
  }

  private static Precision mean(Collection<Precision> values) {
    return new Precision(
        mean(values, Precision::statePrecision),
        mean(values, Precision::actionPrecision),
        mean(values, Precision::jointStatePrecision),
        mean(values, Precision::jointActionPrecision),
        mean(values, Precision::stateAccuracy));
  }

  private static double mean(Collection<Precision> values, ToDoubleFunction<Precision> part) {
    return values.stream()
        .mapToDouble(part)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
