package org.genhowto.localizer;

import java.time.Duration;
import java.util.Set;
import org.genhowto.runtime.shard.SplitRule;

/**
 * How triplets are selected.
 *
 * @param minConfidence least geometric mean of the three scores. The rule behind the default of a
 *     half: a typical one of the three frames is more likely to show its part than everything else
 *     together. It needs no labelled video
 * @param minAgreement least share of the runs that choose the triplet within two seconds, in [0,
 *     1]; with 0 one run's choice is enough, as the confidence already rests on the mean of all
 *     runs
 * @param maxDistance most seconds between neighbouring moments
 * @param avoided what a chosen picture should not have, see {@link CleanMoments}
 * @param maxWait how long a video waits for its other runs before those that came decide
 * @param splits which part of the data a video belongs to
 * @param most triplets of a video: the winner, and then what other runs nominate
 */
public record TripletSettings(
    double minConfidence,
    double minAgreement,
    int maxDistance,
    Set<Blemish> avoided,
    Duration maxWait,
    SplitRule splits,
    int most) {

  public TripletSettings {
    avoided = Set.copyOf(avoided);
    requireShare("minConfidence", minConfidence);
    requireShare("minAgreement", minAgreement);
    if (maxDistance < 1) {
      throw new IllegalArgumentException(
          "maxDistance is %d; expected at least 1".formatted(maxDistance));
    }
    if (most < 1) {
      throw new IllegalArgumentException("most is %d; expected at least 1".formatted(most));
    }
    if (maxWait.isNegative() || maxWait.isZero()) {
      throw new IllegalArgumentException(
          "maxWait is %s; expected a positive duration".formatted(maxWait));
    }
  }

  /** Least votes out of so many runs; always at least one. */
  int votesNeeded(int runs) {
    return Math.max(1, (int) Math.ceil(minAgreement * runs));
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "%s is %s; expected a value in [0, 1]".formatted(name, value));
    }
  }
}
