package org.genhowto.localizer.training;

import org.genhowto.runtime.frames.FrameTriplet;

/**
 * The frames of one video that a training step uses, and what they are taken to show: the model's
 * own choice of three moments with the frames next to them, and as background for the action the
 * frames a fixed time before and after it (Multi-task learning of object states, section 3).
 *
 * @param frames indexes into the video's frames
 * @param states columns of the state head
 * @param stateWeights 1, or 0 where the state is unknown
 * @param actions columns of the action head
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record PseudoLabels(long[] frames, long[] states, float[] stateWeights, long[] actions) {

  /** Frames taken for one moment: one before, the moment, one after. */
  private static final int WINDOW = 3;

  /** Moments: initial, final, action, before the action, after the action. */
  static final int FRAMES = 5 * WINDOW;

  /**
   * @param length frames of the video; windows are clamped to it
   * @param category c, of n categories
   * @param kappa frames from the action to its background
   */
  static PseudoLabels of(
      FrameTriplet moments, int length, int category, int categories, int kappa) {
    int stateBackground = 2 * categories;
    int[] centres = {
      moments.initial(),
      moments.finalState(),
      moments.action(),
      moments.action() - kappa,
      moments.action() + kappa
    };
    int[] states = {
      2 * category, 2 * category + 1, stateBackground, stateBackground, stateBackground
    };
    float[] stateWeights = {1, 1, 1, 0, 0};
    int[] actions = {categories, categories, category, categories, categories};
    PseudoLabels labels =
        new PseudoLabels(new long[FRAMES], new long[FRAMES], new float[FRAMES], new long[FRAMES]);
    for (int at = 0; at < FRAMES; at++) {
      int moment = at / WINDOW;
      int frame = centres[moment] + at % WINDOW - WINDOW / 2;
      labels.frames[at] = Math.min(Math.max(frame, 0), length - 1);
      labels.states[at] = states[moment];
      labels.stateWeights[at] = stateWeights[moment];
      labels.actions[at] = actions[moment];
    }
    return labels;
  }
}
