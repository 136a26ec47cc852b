package org.genhowto.localizer.training;

import java.util.OptionalDouble;
import org.genhowto.localizer.search.EvaluationSearch;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.localizer.search.ScoredTriplet;
import org.genhowto.localizer.search.TemporalPrior;
import org.genhowto.runtime.frames.FrameTriplet;

/** Picks the moments of a video that a training step takes as true. */
final class PseudoLabeller {
  private final OrderedSearch search;
  private final TrainingSettings settings;
  private final int categories;

  PseudoLabeller(TrainingSettings settings, int categories) {
    this.search = new OrderedSearch(settings.maxDistance());
    this.settings = settings;
    this.categories = categories;
  }

  /**
   * What a video is taken to show.
   *
   * @param confidence geometric mean of the picked moments' scores
   */
  record Pick(PseudoLabels labels, double weight, double confidence) {}

  Pick pick(FrameScores scores, int category, OptionalDouble relevance, int epoch) {
    double prior = settings.priorStrength(epoch);
    FrameTriplet moments = best(TemporalPrior.weigh(scores, prior)).moments();
    return new Pick(
        PseudoLabels.of(moments, scores.frames(), category, categories, settings.kappa()),
        settings.gate().weight(category, relevance),
        ScoredTriplet.of(scores, moments).geometricMean());
  }

  /** The best moments of a video that has three frames at least. */
  ScoredTriplet best(FrameScores scores) {
    return switch (settings.ordering()) {
      case CAUSAL -> search.best(scores).orElseThrow();
      case NONE -> ScoredTriplet.of(scores, EvaluationSearch.unordered(scores));
    };
  }
}
