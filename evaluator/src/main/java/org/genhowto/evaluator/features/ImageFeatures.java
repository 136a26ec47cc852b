package org.genhowto.evaluator.features;

import org.genhowto.networks.image.RgbImage;

/** One network's features of images. */
public interface ImageFeatures extends AutoCloseable {

  /** Names the weights, and how they are used. */
  String version();

  /** The features of one image. */
  FeatureVector vector(RgbImage image);

  @Override
  void close();
}
