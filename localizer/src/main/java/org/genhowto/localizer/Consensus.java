package org.genhowto.localizer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.OrderedSearch;
import org.genhowto.localizer.search.RunVote;
import org.genhowto.localizer.search.ScoredTriplet;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Triplet;

/**
 * Chooses the triplet of one video, or several, from what several localizer runs make of it, see
 * {@link RunVote}. Confidence and margin are taken from the runs' mean scores.
 */
final class Consensus {
  static final String TOO_FEW_FRAMES = "too-few-frames";
  static final String RUNS_MISSING = "runs-missing";
  static final String RUNS_DISAGREE = "runs-disagree";
  static final String LOW_CONFIDENCE = "low-confidence";

  private final OrderedSearch search;
  private final RunVote election;
  private final CleanMoments clean;
  private final TripletSettings settings;

  Consensus(TripletSettings settings) {
    this.search = new OrderedSearch(settings.maxDistance());
    this.election = new RunVote(search);
    this.clean = new CleanMoments(settings.avoided(), settings.maxDistance());
    this.settings = settings;
  }

  /** Judges one video by the runs that scored it: at least one, all of the same frames. */
  TripletSelectionOutcome judge(Collection<ScoredFrames> runs) {
    ScoredFrames first = runs.iterator().next();
    int needed = settings.votesNeeded(first.getRuns());
    if (runs.size() < needed) {
      return new TripletSelectionOutcome.Dropped(
          RUNS_MISSING,
          "%d of %d runs came in time, expected at least %d"
              .formatted(runs.size(), first.getRuns(), needed),
          Map.of("runs", (double) runs.size(), "runs-needed", (double) needed));
    }
    List<FrameScores> scores = runs.stream().map(FrameScores::of).toList();
    FrameScores mean = FrameScores.mean(scores);
    List<RunVote.NominatedTriplet> nominees = election.nominees(scores);
    if (nominees.isEmpty()) {
      return tooFewFrames(first.getSource().getIndex().size());
    }
    TripletSelectionOutcome best = judge(nominees.get(0), needed, first, mean, versions(runs));
    return best instanceof TripletSelectionOutcome.Chosen winner && settings.most() > 1
        ? several(winner, nominees, needed, first, mean, versions(runs))
        : best;
  }

  /** All nominees that pass, the winner first; none within two seconds of one before it. */
  private TripletSelectionOutcome several(
      TripletSelectionOutcome.Chosen winner,
      List<RunVote.NominatedTriplet> nominees,
      int needed,
      ScoredFrames video,
      FrameScores mean,
      String modelVersion) {
    List<FrameTriplet> taken = new ArrayList<>(List.of(nominees.get(0).choice().moments()));
    List<Triplet> triplets = new ArrayList<>(winner.triplets());
    for (RunVote.NominatedTriplet nominee : nominees) {
      FrameTriplet moments = nominee.choice().moments();
      if (triplets.size() < settings.most()
          && taken.stream().noneMatch(other -> other.near(moments, FrameTriplet.SAME_MOMENT))
          && judge(nominee, needed, video, mean, modelVersion)
              instanceof TripletSelectionOutcome.Chosen chosen
          // Moments that moved off a blemish may have met.
          && triplets.stream()
              .noneMatch(other -> other.getTripletId().equals(chosen.triplet().getTripletId()))) {
        taken.add(moments);
        triplets.add(chosen.triplet());
      }
    }
    return new TripletSelectionOutcome.Chosen(triplets);
  }

  private TripletSelectionOutcome judge(
      RunVote.NominatedTriplet winner,
      int needed,
      ScoredFrames video,
      FrameScores mean,
      String modelVersion) {
    ScoredTriplet choice = winner.choice();
    if (winner.votes() < needed) {
      return new TripletSelectionOutcome.Dropped(
          RUNS_DISAGREE,
          "%d of %d runs choose the same moments, expected at least %d"
              .formatted(winner.votes(), video.getRuns(), needed),
          scores(winner, video));
    }
    if (choice.geometricMean() < settings.minConfidence()) {
      return new TripletSelectionOutcome.Dropped(
          LOW_CONFIDENCE,
          String.format(
              Locale.ROOT,
              "The geometric mean of the three scores is %.3f, expected at least %.3f",
              choice.geometricMean(),
              settings.minConfidence()),
          scores(winner, video));
    }
    return chosen(
        clean(choice, video.getSource(), mean), winner.votes(), video, mean, modelVersion);
  }

  /** The choice without blemishes, if it is still sure enough. */
  private ScoredTriplet clean(ScoredTriplet choice, SampledFrames source, FrameScores mean) {
    return FrameFacts.of(source)
        .map(facts -> clean.of(choice, mean, facts))
        .filter(moved -> moved.geometricMean() >= settings.minConfidence())
        .orElse(choice);
  }

  private TripletSelectionOutcome chosen(
      ScoredTriplet choice, int votes, ScoredFrames video, FrameScores mean, String modelVersion) {
    SampledFrames source = video.getSource();
    List<FrameEntry> index = source.getIndex();
    int initial = index.get(choice.moments().initial()).getSecond();
    int action = index.get(choice.moments().action()).getSecond();
    int finalState = index.get(choice.moments().finalState()).getSecond();
    return new TripletSelectionOutcome.Chosen(
        List.of(
            Triplet.newBuilder()
                .setTripletId(
                    "%s-%d-%d-%d".formatted(source.getVideoId(), initial, action, finalState))
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
                .setVotes(votes)
                .setRuns(video.getRuns())
                .setModelVersion(modelVersion)
                .build()));
  }

  private static TripletSelectionOutcome tooFewFrames(int frames) {
    return new TripletSelectionOutcome.Dropped(
        TOO_FEW_FRAMES,
        "It has %d frames, expected at least 3".formatted(frames),
        Map.of("frames", (double) frames));
  }

  private static Map<String, Double> scores(RunVote.NominatedTriplet winner, ScoredFrames video) {
    return Map.of(
        "confidence",
        (double) winner.choice().product(),
        "geometric-mean",
        winner.choice().geometricMean(),
        "votes",
        (double) winner.votes(),
        "runs",
        (double) video.getRuns());
  }

  /** One version where the runs come of one checkpoint, else all of them in the runs' order. */
  private static String versions(Collection<ScoredFrames> runs) {
    Set<String> versions = new LinkedHashSet<>();
    runs.forEach(run -> versions.add(run.getModelVersion()));
    return String.join("+", versions);
  }
}
