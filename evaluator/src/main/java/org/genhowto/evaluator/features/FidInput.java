package org.genhowto.evaluator.features;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;

/**
 * How an image becomes the input of {@link Inception}. The published implementations differ, and
 * with them the distances: compare only what was made the same way.
 */
public enum FidInput {
  /** As pytorch-fid: bilinear without antialiasing, then 2 x - 1 of colours in [0, 1]. */
  PYTORCH_FID {
    @Override
    NDArray features(Inception inception, NDManager scope, RgbImage image) {
      return inception.features(image.toArray(scope, UNIT));
    }
  },
  /**
   * As clean-fid's mode "clean" (Parmar et al. 2022): Pillow's antialiased bicubic on colours of
   * floating point, not rounded, cut to [0, 255], then (x - 128) / 128. clean-fid reads the weights
   * from a TorchScript file of the same TensorFlow network; here they are those of pytorch-fid.
   */
  CLEAN_FID {
    @Override
    NDArray features(Inception inception, NDManager scope, RgbImage image) {
      return inception.featuresOfInput(clean(scope, image));
    }
  },
  /** Not resized: images are of 299 x 299 pixels, then 2 x - 1 of colours in [0, 1]. */
  NONE {
    @Override
    NDArray features(Inception inception, NDManager scope, RgbImage image) {
      if (image.width() != Inception.SIDE || image.height() != Inception.SIDE) {
        throw new IllegalArgumentException(
            "the image has %d x %d pixels, expected %d x %d, as images are not to be resized"
                .formatted(image.width(), image.height(), Inception.SIDE, Inception.SIDE));
      }
      return PYTORCH_FID.features(inception, scope, image);
    }
  };

  private static final Normalization UNIT = new Normalization(0, 0, 0, 1, 1, 1);

  /** As options and settings spell it, such as pytorch-fid. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The pool3 features (1, 2048) of an image; they belong to the scope. */
  abstract NDArray features(Inception inception, NDManager scope, RgbImage image);

  /** What clean-fid gives the network: (1, 3, 299, 299) in [-1, 1). */
  static NDArray clean(NDManager manager, RgbImage image) {
    int side = Inception.SIDE;
    float[] colours = Resampling.BICUBIC.unrounded(image, side, side);
    float[] values = new float[colours.length];
    int plane = side * side;
    for (int i = 0; i < colours.length; i++) {
      float colour = Math.max(0, Math.min(255, colours[i]));
      values[i % 3 * plane + i / 3] = (colour - 128) / 128;
    }
    return manager.create(values, new Shape(1, 3, side, side));
  }
}
