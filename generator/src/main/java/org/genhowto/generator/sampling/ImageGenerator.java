package org.genhowto.generator.sampling;

import java.util.List;
import java.util.Optional;
import org.genhowto.networks.image.RgbImage;

/** An image and a prompt in, images out. */
@FunctionalInterface
public interface ImageGenerator {

  /**
   * Samples images.
   *
   * @param noise one source for each image
   * @return one image for each source; empty where the watcher cancelled
   */
  Optional<List<RgbImage>> generate(
      RgbImage input,
      Prompt prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher);

  /** The same where nothing is said of what is not to be seen. */
  default Optional<List<RgbImage>> generate(
      RgbImage input,
      String prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher) {
    return generate(input, Prompt.of(prompt), sampling, noise, watcher);
  }
}
