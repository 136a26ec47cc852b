package org.genhowto.miniature.training;

import java.util.ArrayList;
import java.util.List;
import org.genhowto.localizer.network.TrainingVideo;
import org.genhowto.localizer.search.Election;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.miniature.video.Footage;
import org.genhowto.runtime.frames.Moments;

/**
 * Chooses moments in videos as the paper does, which takes the triplets of all runs: what a run
 * nominates and the runs together are sure of, and of moments that nearly coincide those with the
 * most votes. A video may give several triplets, or none.
 */
public final class Mining {
  private final OrderedSearch search = new OrderedSearch(OrderedSearch.PUBLISHED_MAX_DISTANCE);
  private final Election election = new Election(search);
  private final LocalizerEnsemble runs;
  private final double leastConfidence;

  public Mining(LocalizerEnsemble runs, double leastConfidence) {
    this.runs = runs;
    this.leastConfidence = leastConfidence;
  }

  List<Pick> picks(List<TrainingVideo> videos) {
    var picks = new ArrayList<Pick>();
    for (var video : videos) {
      var scores = runs.scores(video);
      for (var nominee : kept(scores)) {
        picks.add(pick(video, scores, nominee));
      }
    }
    return picks;
  }

  /** The nominees the runs are sure of, without those near a better one. */
  public List<Election.Nominee> kept(List<FrameScores> scores) {
    var kept = new ArrayList<Election.Nominee>();
    var taken = new ArrayList<Moments>();
    for (var nominee : election.nominees(scores)) {
      var moments = nominee.choice().moments();
      if (nominee.choice().geometricMean() >= leastConfidence
          && taken.stream().noneMatch(m -> m.near(moments, Moments.SAME_MOMENT))) {
        kept.add(nominee);
        taken.add(moments);
      }
    }
    return kept;
  }

  private Pick pick(TrainingVideo video, List<FrameScores> scores, Election.Nominee nominee) {
    var choice = nominee.choice();
    return new Pick(
        Footage.category(video),
        Footage.seed(video),
        choice.moments().initial(),
        choice.moments().action(),
        choice.moments().end(),
        choice.geometricMean(),
        search.margin(FrameScores.mean(scores), choice),
        nominee.votes());
  }
}
