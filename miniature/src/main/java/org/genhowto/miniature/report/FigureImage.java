package org.genhowto.miniature.report;

import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.Target;

/** A picture of a figure, before it is drawn. */
sealed interface FigureImage {
  /** Names the picture: the same key is the same picture, as long as the weights are the same. */
  String key();

  /** A picture that is there already. */
  record Given(RgbImage image) implements FigureImage {
    @Override
    public String key() {
      return Sha256.of(image.rgb());
    }
  }

  /**
   * A picture that a method makes of another one.
   *
   * @param seed of the noise
   */
  record Asked(
      GenerationMethod contender,
      Target target,
      FigureImage input,
      String prompt,
      SamplingSettings sampling,
      long seed)
      implements FigureImage {
    @Override
    public String key() {
      return Sha256.of(
          String.join(
              "\n",
              contender.folder(),
              target.name(),
              input.key(),
              prompt,
              sampling + " seed " + seed));
    }

    /** How many pictures have to be made before this one. */
    int depth() {
      return input instanceof Asked before ? before.depth() + 1 : 0;
    }
  }
}
