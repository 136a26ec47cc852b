package org.genhowto.evaluator.features;

import java.nio.file.Path;
import org.genhowto.networks.image.RgbImage;

/**
 * Inception's pool3 features for the distances, as published ones are measured, and CLIP's for the
 * downstream classifier.
 */
public final class InceptionFeatures implements FeatureExtractor {
  private final ClipFeatures clip;
  private final Pool3Features inception;

  private InceptionFeatures(ClipFeatures clip, Pool3Features inception) {
    this.clip = clip;
    this.inception = inception;
  }

  /**
   * Loads Inception's weights.
   *
   * @param clip makes the classifier's features; closed along with the result
   * @param file see {@link Inception#load}
   */
  public static InceptionFeatures load(ClipFeatures clip, Path file, FidInput input) {
    return new InceptionFeatures(clip, Pool3Features.load(file, input));
  }

  @Override
  public Features features(byte[] image) {
    RgbImage decoded = ClipFeatures.decoded(image);
    return new Features(clip.vector(decoded), inception.vector(decoded));
  }

  @Override
  public double agreement(byte[] image, String prompt) {
    return clip.agreement(image, prompt);
  }

  @Override
  public void close() {
    inception.close();
    clip.close();
  }
}
