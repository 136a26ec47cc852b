package org.genhowto.generator;

import java.util.List;
import java.util.Optional;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Priority;

/** Makes the images of one request, beside others. */
@FunctionalInterface
interface Renderer {

  /**
   * What a request asks a model for.
   *
   * @param shots one or more, all of which are on their way at the same time
   */
  record Painting(RgbImage input, Prompt prompt, List<Shot> shots) {
    public Painting {
      shots = List.copyOf(shots);
    }
  }

  /**
   * Makes images; returns once they are there.
   *
   * @return one image for each seed, in the order of the shots; empty where the listener cancelled
   */
  Optional<List<RgbImage>> render(Painting painting, Priority priority, GenerationListener listener)
      throws InterruptedException;

  /** How many steps the listener is told of: those of the longest way, where all go together. */
  default int steps(List<Shot> shots) {
    return shots.stream().mapToInt(Shot::steps).max().orElse(0);
  }
}
