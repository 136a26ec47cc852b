package org.genhowto.evaluator.features;

/** Turns images into the feature vectors that accuracy and distance are measured on. */
public interface FeatureExtractor extends AutoCloseable {

  /**
   * The features of one image.
   *
   * @param classifier features for the downstream classifier
   * @param frechet features for the Frechet and kernel distances
   */
  record Features(FeatureVector classifier, FeatureVector frechet) {}

  /**
   * Features of one encoded image.
   *
   * @throws IllegalArgumentException the bytes are no image that can be read
   */
  Features features(byte[] image);

  /**
   * How well an encoded image agrees with a prompt: the cosine in CLIP's space, in [-1, 1].
   *
   * @throws IllegalArgumentException the bytes are no image that can be read
   */
  double agreement(byte[] image, String prompt);

  @Override
  void close();
}
