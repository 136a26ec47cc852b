package org.genhowto.evaluator;

/** Turns images into the feature vectors that accuracy and distance are measured on. */
public interface FeatureExtractor {

  /**
   * The features of one image.
   *
   * @param classifier features for the downstream classifier
   * @param frechet features for the Frechet and kernel distances
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; the arrays are handed on at once.
  record Features(float[] classifier, float[] frechet) {}

  /**
   * Features of one encoded image.
   *
   * @throws IllegalArgumentException the bytes are no image that can be read
   */
  Features features(byte[] image);

  /** Version of the weights that make the features. */
  String version();
}
