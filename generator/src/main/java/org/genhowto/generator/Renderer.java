package org.genhowto.generator;

import java.util.List;
import java.util.Optional;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Priority;

/** Makes the images of one request, beside others. */
@FunctionalInterface
interface Renderer {

  /**
   * Makes images; returns once they are there.
   *
   * @return one image for each seed, in the order of the shots; empty where the listener cancelled
   */
  Optional<List<RgbImage>> render(Painting painting, Priority priority, GenerationListener listener)
      throws InterruptedException;
}
