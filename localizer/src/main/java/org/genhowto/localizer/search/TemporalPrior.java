package org.genhowto.localizer.search;

/**
 * A mild expectation of where in a video the three moments stand: after a quarter, half and three
 * quarters of it. It helps a training off the ground, where untrained heads would pick at random
 * and may settle on a wrong triple of looks; it then fades out. It uses no label and is not part of
 * the published method.
 */
public final class TemporalPrior {
  private static final double INITIAL = 0.25;
  private static final double ACTION = 0.5;
  private static final double FINAL_STATE = 0.75;

  /** Standard deviation as a share of the video's length. */
  private static final double SPREAD = 0.12;

  private TemporalPrior() {}

  /**
   * Scores as they are weighed in the search.
   *
   * @param strength 1 for the whole prior, 0 for none
   */
  public static FrameScores weigh(FrameScores scores, double strength) {
    if (strength <= 0) {
      return scores;
    }
    int frames = scores.frames();
    float[] initial = new float[frames];
    float[] action = new float[frames];
    float[] finalState = new float[frames];
    for (int t = 0; t < frames; t++) {
      double at = (t + 0.5) / frames;
      initial[t] = (float) (scores.initial(t) * weight(at - INITIAL, strength));
      action[t] = (float) (scores.action(t) * weight(at - ACTION, strength));
      finalState[t] = (float) (scores.finalState(t) * weight(at - FINAL_STATE, strength));
    }
    return new FrameScores(initial, action, finalState);
  }

  private static double weight(double distance, double strength) {
    double deviations = distance / SPREAD;
    return Math.exp(-strength * deviations * deviations / 2);
  }
}
