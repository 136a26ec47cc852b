package org.genhowto.localizer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.ScoredFrames;
import org.genhowto.schemas.Triplet;

/**
 * Chooses the triplet of one video from what several localizer runs make of it.
 *
 * <p>Every run nominates the best triplet of its own scores. A nominee gets the vote of each run
 * whose nominee lies within two seconds of it at all three moments. Most votes win; equal votes are
 * settled by the product of the runs' mean scores, then by time. Confidence and margin are taken
 * from the mean scores, so one run's enthusiasm does not carry a triplet the others score low.
 */
final class Consensus {
  static final String TOO_FEW_FRAMES = "too-few-frames";
  static final String RUNS_MISSING = "runs-missing";
  static final String RUNS_DISAGREE = "runs-disagree";
  static final String LOW_CONFIDENCE = "low-confidence";

  private final OrderedSearch search;
  private final TripletSettings settings;

  Consensus(TripletSettings settings) {
    this.search = new OrderedSearch(settings.maxDistance());
    this.settings = settings;
  }

  /** Judges one video by the runs that scored it: at least one, all of the same frames. */
  Verdict judge(Collection<ScoredFrames> runs) {
    ScoredFrames first = runs.iterator().next();
    int needed = settings.votesNeeded(first.getRuns());
    if (runs.size() < needed) {
      return new Verdict.Dropped(RUNS_MISSING);
    }
    List<FrameScores> scores = runs.stream().map(FrameScores::of).toList();
    FrameScores mean = FrameScores.mean(scores);
    List<Moments> ballots = new ArrayList<>();
    scores.forEach(run -> search.best(run).map(Choice::moments).ifPresent(ballots::add));
    Set<Moments> nominees = new LinkedHashSet<>(ballots);
    return nominees.stream()
        .map(moments -> new Nominee(Choice.of(mean, moments), votes(moments, ballots)))
        .max(Nominee.ORDER)
        .map(winner -> judge(winner, needed, first, mean, versions(runs)))
        .orElse(new Verdict.Dropped(TOO_FEW_FRAMES));
  }

  private Verdict judge(
      Nominee winner, int needed, ScoredFrames video, FrameScores mean, String modelVersion) {
    if (winner.votes() < needed) {
      return new Verdict.Dropped(RUNS_DISAGREE);
    }
    Choice choice = winner.choice();
    if (choice.geometricMean() < settings.minConfidence()) {
      return new Verdict.Dropped(LOW_CONFIDENCE);
    }
    SampledFrames source = video.getSource();
    List<FrameEntry> index = source.getIndex();
    int initial = index.get(choice.moments().initial()).getSecond();
    int action = index.get(choice.moments().action()).getSecond();
    int end = index.get(choice.moments().end()).getSecond();
    return new Verdict.Chosen(
        Triplet.newBuilder()
            .setTripletId("%s-%d-%d-%d".formatted(source.getVideoId(), initial, action, end))
            .setSource(source)
            .setSplit(
                settings
                    .splits()
                    .split(source.getVideoId(), source.getCategory(), source.getSplit()))
            .setInitialSecond(initial)
            .setActionSecond(action)
            .setFinalSecond(end)
            .setConfidence(choice.product())
            .setGeometricMean(choice.geometricMean())
            .setMargin(search.margin(mean, choice))
            .setVotes(winner.votes())
            .setRuns(video.getRuns())
            .setModelVersion(modelVersion)
            .build());
  }

  private static int votes(Moments nominee, List<Moments> ballots) {
    return (int)
        ballots.stream().filter(ballot -> ballot.near(nominee, OrderedSearch.SAME_MOMENT)).count();
  }

  /** One version where the runs come of one checkpoint, else all of them in the runs' order. */
  private static String versions(Collection<ScoredFrames> runs) {
    Set<String> versions = new LinkedHashSet<>();
    runs.forEach(run -> versions.add(run.getModelVersion()));
    return String.join("+", versions);
  }

  private record Nominee(Choice choice, int votes) {
    static final Comparator<Nominee> ORDER =
        Comparator.comparingInt(Nominee::votes)
            .thenComparing(nominee -> nominee.choice().product())
            .thenComparing(
                nominee -> nominee.choice().moments(),
                Comparator.comparingInt(Moments::initial)
                    .thenComparingInt(Moments::action)
                    .thenComparingInt(Moments::end)
                    .reversed());
  }
}
