package org.genhowto.generator;

import java.util.List;
import java.util.Optional;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Priority;

/** Makes the images of one request, beside others. */
@FunctionalInterface
interface Renderer {

  /**
   * Makes images; returns once they are there.
   *
   * @param noise one source for each image
   * @return one image for each source; empty where the listener cancelled
   */
  Optional<List<RgbImage>> render(
      RgbImage input,
      Prompt prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      Priority priority,
      GenerationListener listener)
      throws InterruptedException;
}
