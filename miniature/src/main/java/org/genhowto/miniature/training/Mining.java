package org.genhowto.miniature.training;

import java.util.ArrayList;
import java.util.List;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.localizer.search.RunVote;
import org.genhowto.miniature.video.VideoSplits;
import org.genhowto.runtime.frames.FrameTriplet;

/**
 * Chooses moments in videos as the paper does, which takes the triplets of all runs: what a run
 * nominates and the runs together are sure of, and of moments that nearly coincide those with the
 * most votes. A video may give several triplets, or none.
 */
public final class Mining {
  private final OrderedSearch search = new OrderedSearch(OrderedSearch.PUBLISHED_MAX_DISTANCE);
  private final RunVote election = new RunVote(search);
  private final LocalizerEnsemble runs;
  private final double leastConfidence;

  public Mining(LocalizerEnsemble runs, double leastConfidence) {
    this.runs = runs;
    this.leastConfidence = leastConfidence;
  }

  List<MinedTriplet> picks(List<TrainingVideo> videos) {
    var picks = new ArrayList<MinedTriplet>();
    for (var video : videos) {
      var scores = runs.scores(video);
      for (var nominee : kept(scores)) {
        picks.add(pick(video, scores, nominee));
      }
    }
    return picks;
  }

  /** The nominees the runs are sure of, without those near a better one. */
  public List<RunVote.NominatedTriplet> kept(List<FrameScores> scores) {
    var kept = new ArrayList<RunVote.NominatedTriplet>();
    var taken = new ArrayList<FrameTriplet>();
    for (var nominee : election.nominees(scores)) {
      var moments = nominee.choice().moments();
      if (nominee.choice().geometricMean() >= leastConfidence
          && taken.stream().noneMatch(m -> m.near(moments, FrameTriplet.SAME_MOMENT))) {
        kept.add(nominee);
        taken.add(moments);
      }
    }
    return kept;
  }

  private MinedTriplet pick(
      TrainingVideo video, List<FrameScores> scores, RunVote.NominatedTriplet nominee) {
    var choice = nominee.choice();
    return new MinedTriplet(
        VideoSplits.category(video),
        VideoSplits.seed(video),
        choice.moments().initial(),
        choice.moments().action(),
        choice.moments().finalState(),
        choice.geometricMean(),
        search.margin(FrameScores.mean(scores), choice),
        nominee.votes());
  }
}
