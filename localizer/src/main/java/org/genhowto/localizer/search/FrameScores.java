package org.genhowto.localizer.search;

import java.util.List;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.ScoredFrames;

/**
 * The three scores of every frame of one video for one category, in time order.
 *
 * <p>The arrays belong to this object once handed over; who reads them must not write them.
 */
public final class FrameScores {
  private final float[] initial;
  private final float[] action;
  private final float[] finalState;

  /** Takes over three arrays of one length with values in [0, 1]. */
  public FrameScores(float[] initial, float[] action, float[] finalState) {
    if (initial.length != action.length || action.length != finalState.length) {
      throw new IllegalArgumentException(
          "Score lists have lengths %d, %d, %d; expected one length"
              .formatted(initial.length, action.length, finalState.length));
    }
    this.initial = probabilities("initial", initial);
    this.action = probabilities("action", action);
    this.finalState = probabilities("final", finalState);
  }

  /** The scores of a record, checked. */
  public static FrameScores of(ScoredFrames scored) {
    return new FrameScores(
        Floats.array(scored.getInitial()),
        Floats.array(scored.getAction()),
        Floats.array(scored.getFinal$()));
  }

  /** The scores of frames one part after the other; one part as it is. */
  public static FrameScores joined(List<FrameScores> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int frames = parts.stream().mapToInt(FrameScores::frames).sum();
    float[][] joined = new float[3][frames];
    int at = 0;
    for (FrameScores part : parts) {
      System.arraycopy(part.initial, 0, joined[0], at, part.frames());
      System.arraycopy(part.action, 0, joined[1], at, part.frames());
      System.arraycopy(part.finalState, 0, joined[2], at, part.frames());
      at += part.frames();
    }
    return new FrameScores(joined[0], joined[1], joined[2]);
  }

  /** Mean of several runs' scores of one video. */
  public static FrameScores mean(List<FrameScores> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("No runs to take the mean of; expected at least one");
    }
    int frames = runs.get(0).frames();
    float[][] sums = new float[3][frames];
    for (FrameScores run : runs) {
      if (run.frames() != frames) {
        throw new IllegalArgumentException(
            "Runs score %d and %d frames of one video; expected one number"
                .formatted(frames, run.frames()));
      }
      for (int t = 0; t < frames; t++) {
        sums[0][t] += run.initial[t] / runs.size();
        sums[1][t] += run.action[t] / runs.size();
        sums[2][t] += run.finalState[t] / runs.size();
      }
    }
    for (float[] sum : sums) {
      for (int t = 0; t < frames; t++) {
        sum[t] = Math.min(1f, sum[t]);
      }
    }
    return new FrameScores(sums[0], sums[1], sums[2]);
  }

  public int frames() {
    return initial.length;
  }

  public float initial(int frame) {
    return initial[frame];
  }

  public float action(int frame) {
    return action[frame];
  }

  public float finalState(int frame) {
    return finalState[frame];
  }

  /**
   * Score of three frames: the action's times the final state's, then times the initial state's.
   */
  public float product(FrameTriplet moments) {
    return initial[moments.initial()]
        * (action[moments.action()] * finalState[moments.finalState()]);
  }

  /** All scores of the initial state, in time order. */
  public List<Float> initial() {
    return Floats.list(initial);
  }

  /** All scores of the action, in time order. */
  public List<Float> action() {
    return Floats.list(action);
  }

  /** All scores of the final state, in time order. */
  public List<Float> finalState() {
    return Floats.list(finalState);
  }

  private static float[] probabilities(String name, float[] values) {
    for (int t = 0; t < values.length; t++) {
      if (!(values[t] >= 0f && values[t] <= 1f)) {
        throw new IllegalArgumentException(
            "Score %s of frame %d is %s; expected a value in [0, 1]".formatted(name, t, values[t]));
      }
    }
    return values;
  }
}
