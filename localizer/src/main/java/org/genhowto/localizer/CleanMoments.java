package org.genhowto.localizer;

import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.localizer.search.ScoredTriplet;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameTriplet;

/**
 * Moves chosen moments off pictures with a blemish, where a second nearby is as good: one within
 * two seconds, in the same order, without a blemish, and with at least nine tenths of the score.
 * The best of them is taken, of equals the nearest, then the earlier.
 *
 * @param maxDistance most seconds between neighbouring moments
 */
record CleanMoments(Set<Blemish> avoided, int maxDistance) {
  private static final double AS_GOOD = 0.9;

  CleanMoments {
    avoided = Set.copyOf(avoided);
  }

  /** The moments, each as it was where nothing nearby is as good. */
  ScoredTriplet of(ScoredTriplet choice, FrameScores scores, FrameFacts facts) {
    FrameTriplet moments = choice.moments();
    int last = scores.frames() - 1;
    int initial =
        moved(
            moments.initial(),
            scores::initial,
            facts,
            moments.action() - maxDistance,
            moments.action() - 1);
    int action =
        moved(
            moments.action(),
            scores::action,
            facts,
            Math.max(initial + 1, moments.finalState() - maxDistance),
            Math.min(moments.finalState() - 1, initial + maxDistance));
    int finalState =
        moved(
            moments.finalState(),
            scores::finalState,
            facts,
            action + 1,
            (int) Math.min(last, (long) action + maxDistance));
    FrameTriplet clean = new FrameTriplet(initial, action, finalState);
    return clean.equals(moments) ? choice : ScoredTriplet.of(scores, clean);
  }

  private int moved(
      int frame, IntToDoubleFunction score, FrameFacts facts, int earliest, int latest) {
    if (isClean(facts, frame)) {
      return frame;
    }
    int best = frame;
    for (int away = 1; away <= FrameTriplet.SAME_MOMENT; away++) {
      for (int other : new int[] {frame - away, frame + away}) {
        boolean fits = other >= Math.max(0, earliest) && other <= latest;
        if (fits
            && isClean(facts, other)
            && score.applyAsDouble(other) >= AS_GOOD * score.applyAsDouble(frame)
            && (best == frame || score.applyAsDouble(other) > score.applyAsDouble(best))) {
          best = other;
        }
      }
    }
    return best;
  }

  private boolean isClean(FrameFacts facts, int frame) {
    return avoided.stream().noneMatch(blemish -> blemish.isOn(facts, frame));
  }
}
