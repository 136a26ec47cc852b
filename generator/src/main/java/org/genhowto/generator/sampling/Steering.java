package org.genhowto.generator.sampling;

import org.genhowto.generator.diffusion.Guidance.Strength;
import org.jspecify.annotations.Nullable;

/**
 * What a request may say of its images beside steps and guidance; methods that have no use for a
 * number pass it over.
 *
 * @param size side of the images in pixels; null takes the model's
 * @param control how much GenHowTo's ControlNet counts
 * @param imageGuidance how much InstructPix2Pix holds to the input image; null takes the published
 */
public record Steering(@Nullable Integer size, Strength control, @Nullable Double imageGuidance) {
  /** As published. */
  public static final Steering NONE = new Steering(null, Strength.FULL, null);
}
