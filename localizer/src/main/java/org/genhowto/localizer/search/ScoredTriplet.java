package org.genhowto.localizer.search;

import org.genhowto.runtime.frames.FrameTriplet;

/**
 * Three chosen frames and how sure the scores are of them.
 *
 * @param moments the chosen frames
 * @param product product of the three scores, in [0, 1]
 * @param logProduct natural logarithm of the product, summed score by score so that tiny scores do
 *     not underflow; negative infinity where a score is 0
 */
public record ScoredTriplet(FrameTriplet moments, float product, double logProduct) {

  public static ScoredTriplet of(FrameScores scores, FrameTriplet moments) {
    double logProduct =
        Math.log(scores.initial(moments.initial()))
            + Math.log(scores.action(moments.action()))
            + Math.log(scores.finalState(moments.finalState()));
    return new ScoredTriplet(moments, scores.product(moments), logProduct);
  }

  /** Cube root of the product, in [0, 1]: the score of a typical one of the three frames. */
  public double geometricMean() {
    return Math.exp(logProduct / 3);
  }
}
