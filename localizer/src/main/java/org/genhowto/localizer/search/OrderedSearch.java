package org.genhowto.localizer.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.genhowto.runtime.frames.FrameTriplet;

/**
 * Finds the frames (i, k, j) of one video that maximise {@code initial[i] * (action[k] *
 * finalState[j])} with i &lt; k &lt; j, k - i &lt;= D and j - k &lt;= D (section 3 of the paper:
 * initial state, action, final state, in that order).
 *
 * <p>The answer is the one of the plain triple loop over ascending i, k, j with float products and
 * strict comparison, so the earliest (i, k, j) wins a tie; but it takes time linear in the number
 * of frames. Rounding keeps the order of products, so the best product of each frame follows from
 * sliding maxima; a last pass finds the first frames that reach the maximum.
 */
public final class OrderedSearch {

  /** Most frames between neighbouring moments in the published search. */
  public static final int PUBLISHED_MAX_DISTANCE = 500;

  private static final float NONE = Float.NEGATIVE_INFINITY;

  private final int maxDistance;

  /**
   * @param maxDistance most frames between neighbouring moments, at least 1
   */
  public OrderedSearch(int maxDistance) {
    if (maxDistance < 1) {
      throw new IllegalArgumentException(
          "Maximum distance is %d; expected at least 1".formatted(maxDistance));
    }
    this.maxDistance = maxDistance;
  }

  /** The best three frames; empty where the video has fewer than three. */
  public Optional<ScoredTriplet> best(FrameScores scores) {
    return best(scores, List.of());
  }

  /**
   * The best three frames, then the best whose moments all lie more than {@link
   * FrameTriplet#SAME_MOMENT} frames from those before, and so on.
   */
  public List<ScoredTriplet> best(FrameScores scores, int count) {
    List<ScoredTriplet> choices = new ArrayList<>();
    List<FrameTriplet> taken = new ArrayList<>();
    while (choices.size() < count) {
      Optional<ScoredTriplet> next = best(scores, taken);
      if (next.isEmpty()) {
        break;
      }
      choices.add(next.get());
      taken.add(next.get().moments());
    }
    return choices;
  }

  /** A choice's product less that of the best whose moments all lie elsewhere. */
  public double margin(FrameScores scores, ScoredTriplet choice) {
    double elsewhere =
        best(scores, List.of(choice.moments())).map(next -> (double) next.product()).orElse(0.0);
    return choice.product() - elsewhere;
  }

  private Optional<ScoredTriplet> best(FrameScores scores, List<FrameTriplet> taken) {
    int frames = scores.frames();
    boolean[][] free = free(frames, taken);
    float[] finalState = new float[frames];
    for (int j = 0; j < frames; j++) {
      finalState[j] = free[2][j] ? scores.finalState(j) : NONE;
    }
    float[] bestFinalState = maximumAhead(finalState);
    float[] tail = new float[frames]; // action[k] * finalState[j] for the best j of k
    for (int k = 0; k < frames; k++) {
      tail[k] =
          free[1][k] && bestFinalState[k] != NONE ? scores.action(k) * bestFinalState[k] : NONE;
    }
    float[] bestTail = maximumAhead(tail);
    float maximum = NONE;
    int initial = -1;
    for (int i = 0; i < frames; i++) {
      if (free[0][i] && bestTail[i] != NONE && scores.initial(i) * bestTail[i] > maximum) {
        maximum = scores.initial(i) * bestTail[i];
        initial = i;
      }
    }
    return initial < 0
        ? Optional.empty()
        : Optional.of(ScoredTriplet.of(scores, first(scores, initial, maximum, tail, finalState)));
  }

  /** The first (k, j) that reaches the maximum together with the chosen initial frame. */
  private static FrameTriplet first(
      FrameScores scores, int initial, float maximum, float[] tail, float[] finalState) {
    int action = initial + 1;
    while (tail[action] == NONE || scores.initial(initial) * tail[action] != maximum) {
      action++;
    }
    int finalFrame = action + 1;
    while (finalState[finalFrame] == NONE
        || scores.initial(initial) * (scores.action(action) * finalState[finalFrame]) != maximum) {
      finalFrame++;
    }
    return new FrameTriplet(initial, action, finalFrame);
  }

  /** For every frame the maximum over the next D frames: a monotone queue, walked backwards. */
  private float[] maximumAhead(float[] values) {
    float[] ahead = new float[values.length];
    int[] queue = new int[values.length]; // frames whose values grow from its back to its front
    int front = 0;
    int back = 0;
    for (int t = values.length - 1; t >= 0; t--) {
      while (front < back && queue[front] > t + maxDistance) {
        front++;
      }
      ahead[t] = front < back ? values[queue[front]] : NONE;
      while (front < back && values[queue[back - 1]] <= values[t]) {
        back--;
      }
      queue[back++] = t;
    }
    return ahead;
  }

  private static boolean[][] free(int frames, List<FrameTriplet> taken) {
    boolean[][] free = new boolean[3][frames];
    for (boolean[] row : free) {
      Arrays.fill(row, true);
    }
    for (FrameTriplet moments : taken) {
      clear(free[0], moments.initial());
      clear(free[1], moments.action());
      clear(free[2], moments.finalState());
    }
    return free;
  }

  private static void clear(boolean[] free, int centre) {
    int from = Math.max(0, centre - FrameTriplet.SAME_MOMENT);
    int to = Math.min(free.length, centre + FrameTriplet.SAME_MOMENT + 1);
    Arrays.fill(free, from, to, false);
  }
}
