package org.genhowto.localizer.network;

import java.util.Arrays;
import java.util.List;

/**
 * Mean and inverse deviation of every feature over many frames.
 *
 * @param mean mean of each feature
 * @param scale one over the standard deviation of each feature
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
public record Standardization(float[] mean, float[] scale) {
  private static final double FLOOR = 1e-6;

  /** Leaves features as they are. */
  public static Standardization none(int features) {
    float[] scale = new float[features];
    Arrays.fill(scale, 1f);
    return new Standardization(new float[features], scale);
  }

  /** Of the unaugmented frames of all videos. */
  public static Standardization of(List<TrainingVideo> videos) {
    int features = videos.get(0).features(0)[0].length;
    double[] sum = new double[features];
    double[] squares = new double[features];
    long frames = 0;
    for (TrainingVideo video : videos) {
      for (float[] frame : video.features(0)) {
        frames++;
        for (int f = 0; f < features; f++) {
          sum[f] += frame[f];
          squares[f] += (double) frame[f] * frame[f];
        }
      }
    }
    float[] mean = new float[features];
    float[] scale = new float[features];
    for (int f = 0; f < features; f++) {
      double centre = sum[f] / frames;
      double variance = squares[f] / frames - centre * centre;
      mean[f] = (float) centre;
      scale[f] = (float) (1 / Math.sqrt(Math.max(variance, FLOOR)));
    }
    return new Standardization(mean, scale);
  }
}
