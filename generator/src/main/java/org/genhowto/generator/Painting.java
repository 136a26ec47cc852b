package org.genhowto.generator;

import java.util.List;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.networks.image.RgbImage;

/**
 * What a request asks a model for.
 *
 * @param shots one or more, all of which are on their way at the same time
 */
record Painting(RgbImage input, Prompt prompt, List<Shot> shots) {
  Painting {
    shots = List.copyOf(shots);
  }
}
