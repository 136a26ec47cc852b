package org.genhowto.localizer.search;

import org.genhowto.runtime.frames.FrameTriplet;

/**
 * The two searches that ChangeIt's metrics use, without a limit on the distance, and with the
 * product taken state by state before the action; and one that knows no order.
 */
public final class EvaluationSearch {

  private EvaluationSearch() {}

  /**
   * Maximises {@code initial[i] * finalState[j] * max action(i..j)} with j &gt;= i + 2; the first
   * (i, j) and the first k win a tie. (0, 0, 0) where the video has fewer than three frames.
   */
  public static FrameTriplet joint(FrameScores scores) {
    float maximum = -1;
    FrameTriplet best = new FrameTriplet(0, 0, 0);
    for (int i = 0; i < scores.frames(); i++) {
      int k = i + 1;
      for (int j = i + 2; j < scores.frames(); j++) {
        if (scores.action(j - 1) > scores.action(k)) {
          k = j - 1;
        }
        float value = scores.initial(i) * scores.finalState(j) * scores.action(k);
        if (value > maximum) {
          maximum = value;
          best = new FrameTriplet(i, k, j);
        }
      }
    }
    return best;
  }

  /** Two frames, the initial state's before the final state's. */
  public record States(int initial, int finalState) {}

  /**
   * Maximises {@code initial[i] * finalState[j]} with i &lt; j; (0, 0) where there are fewer than
   * two frames.
   */
  public static States states(FrameScores scores) {
    float maximum = -1;
    States best = new States(0, 0);
    for (int i = 0; i < scores.frames(); i++) {
      for (int j = i + 1; j < scores.frames(); j++) {
        float value = scores.initial(i) * scores.finalState(j);
        if (value > maximum) {
          maximum = value;
          best = new States(i, j);
        }
      }
    }
    return best;
  }

  /** The first frame with the highest action score. */
  public static int action(FrameScores scores) {
    return highest(scores.frames(), scores::action);
  }

  /** The first frame with the highest score of each moment, in whatever order they come. */
  public static FrameTriplet unordered(FrameScores scores) {
    int frames = scores.frames();
    return new FrameTriplet(
        highest(frames, scores::initial), action(scores), highest(frames, scores::finalState));
  }

  private static int highest(int frames, Score score) {
    int best = 0;
    for (int t = 1; t < frames; t++) {
      if (score.of(t) > score.of(best)) {
        best = t;
      }
    }
    return best;
  }

  @FunctionalInterface
  private interface Score {
    float of(int frame);
  }
}
