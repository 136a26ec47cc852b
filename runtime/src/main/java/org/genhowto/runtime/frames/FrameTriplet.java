package org.genhowto.runtime.frames;

/**
 * Three ordered frames of one video, as indexes into its frames.
 *
 * @param initial frame that shows the initial state
 * @param action frame that shows the action
 * @param finalState frame that shows the final state
 */
public record FrameTriplet(int initial, int action, int finalState) {

  /**
   * Frames within which two choices of one video are one. Frames are a second apart, so these are
   * seconds too.
   */
  public static final int SAME_MOMENT = 2;

  /** Whether each of the three frames lies within so many frames of its counterpart. */
  public boolean near(FrameTriplet other, int frames) {
    return Math.abs(initial - other.initial) <= frames
        && Math.abs(action - other.action) <= frames
        && Math.abs(finalState - other.finalState) <= frames;
  }
}
