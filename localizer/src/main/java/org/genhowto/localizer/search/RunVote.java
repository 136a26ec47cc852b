package org.genhowto.localizer.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.frames.FrameTriplet;

/**
 * How several localizer runs choose moments in one video.
 *
 * <p>Every run nominates the best moments of its own scores. A nominee gets the vote of each run
 * whose nominee lies within two seconds of it at all three moments. Most votes win; equal votes are
 * settled by the product of the runs' mean scores, then by time.
 */
public final class RunVote {
  private static final Comparator<NominatedTriplet> BEST_FIRST =
      Comparator.comparingInt(NominatedTriplet::votes)
          .thenComparing(nominee -> nominee.choice().product())
          .thenComparing(
              nominee -> nominee.choice().moments(),
              Comparator.comparingInt(FrameTriplet::initial)
                  .thenComparingInt(FrameTriplet::action)
                  .thenComparingInt(FrameTriplet::finalState)
                  .reversed())
          .reversed();

  private final OrderedSearch search;

  public RunVote(OrderedSearch search) {
    this.search = search;
  }

  /**
   * Moments that at least one run nominates.
   *
   * @param choice with the runs' mean scores, so that one run's enthusiasm does not carry what the
   *     others score low
   * @param votes at least 1
   */
  public record NominatedTriplet(ScoredTriplet choice, int votes) {}

  /** The winner; empty where the video has fewer than three frames. */
  public Optional<NominatedTriplet> winner(List<FrameScores> runs) {
    return nominees(runs).stream().findFirst();
  }

  /** All nominees, the winner first. */
  public List<NominatedTriplet> nominees(List<FrameScores> runs) {
    FrameScores mean = FrameScores.mean(runs);
    List<FrameTriplet> ballots = new ArrayList<>();
    runs.forEach(run -> search.best(run).map(ScoredTriplet::moments).ifPresent(ballots::add));
    Set<FrameTriplet> distinct = new LinkedHashSet<>(ballots);
    return distinct.stream()
        .map(
            moments ->
                new NominatedTriplet(ScoredTriplet.of(mean, moments), votes(moments, ballots)))
        .sorted(BEST_FIRST)
        .toList();
  }

  private static int votes(FrameTriplet nominee, List<FrameTriplet> ballots) {
    return (int)
        ballots.stream().filter(ballot -> ballot.near(nominee, FrameTriplet.SAME_MOMENT)).count();
  }
}
