package org.genhowto.localizer;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.localizer.search.RunVote;
import org.genhowto.localizer.search.ScoredTriplet;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Triplet;

/**
 * Chooses the triplet of one video from what several localizer runs make of it, see {@link
 * RunVote}. Confidence and margin are taken from the runs' mean scores.
 */
final class Consensus {
  static final String TOO_FEW_FRAMES = "too-few-frames";
  static final String RUNS_MISSING = "runs-missing";
  static final String RUNS_DISAGREE = "runs-disagree";
  static final String LOW_CONFIDENCE = "low-confidence";

  private final OrderedSearch search;
  private final RunVote election;
  private final TripletSettings settings;

  Consensus(TripletSettings settings) {
    this.search = new OrderedSearch(settings.maxDistance());
    this.election = new RunVote(search);
    this.settings = settings;
  }

  /** Judges one video by the runs that scored it: at least one, all of the same frames. */
  TripletSelectionOutcome judge(Collection<ScoredFrames> runs) {
    ScoredFrames first = runs.iterator().next();
    int needed = settings.votesNeeded(first.getRuns());
    if (runs.size() < needed) {
      return new TripletSelectionOutcome.Dropped(RUNS_MISSING);
    }
    List<FrameScores> scores = runs.stream().map(FrameScores::of).toList();
    FrameScores mean = FrameScores.mean(scores);
    return election
        .winner(scores)
        .map(winner -> judge(winner, needed, first, mean, versions(runs)))
        .orElse(new TripletSelectionOutcome.Dropped(TOO_FEW_FRAMES));
  }

  private TripletSelectionOutcome judge(
      RunVote.NominatedTriplet winner,
      int needed,
      ScoredFrames video,
      FrameScores mean,
      String modelVersion) {
    if (winner.votes() < needed) {
      return new TripletSelectionOutcome.Dropped(RUNS_DISAGREE);
    }
    ScoredTriplet choice = winner.choice();
    if (choice.geometricMean() < settings.minConfidence()) {
      return new TripletSelectionOutcome.Dropped(LOW_CONFIDENCE);
    }
    SampledFrames source = video.getSource();
    List<FrameEntry> index = source.getIndex();
    int initial = index.get(choice.moments().initial()).getSecond();
    int action = index.get(choice.moments().action()).getSecond();
    int finalState = index.get(choice.moments().finalState()).getSecond();
    return new TripletSelectionOutcome.Chosen(
        Triplet.newBuilder()
            .setTripletId("%s-%d-%d-%d".formatted(source.getVideoId(), initial, action, finalState))
            .setSource(source)
            .setSplit(
                settings
                    .splits()
                    .split(source.getVideoId(), source.getCategory(), source.getSplit()))
            .setInitialSecond(initial)
            .setActionSecond(action)
            .setFinalSecond(finalState)
            .setConfidence(choice.product())
            .setGeometricMean(choice.geometricMean())
            .setMargin(search.margin(mean, choice))
            .setVotes(winner.votes())
            .setRuns(video.getRuns())
            .setModelVersion(modelVersion)
            .build());
  }

  /** One version where the runs come of one checkpoint, else all of them in the runs' order. */
  private static String versions(Collection<ScoredFrames> runs) {
    Set<String> versions = new LinkedHashSet<>();
    runs.forEach(run -> versions.add(run.getModelVersion()));
    return String.join("+", versions);
  }
}
