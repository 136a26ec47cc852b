package org.genhowto.generator;

import java.util.List;
import java.util.Optional;
import org.genhowto.generator.batching.ImageDecoder;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.StepwiseGenerator;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Priority;

/**
 * Renders on a device that several requests share: what is done once for each is done on the
 * caller's thread, the steps together with others.
 */
record SharedRenderer(StepwiseGenerator generator, StepService steps, ImageDecoder decoder)
    implements Renderer {

  @Override
  public Optional<List<RgbImage>> render(
      RgbImage input,
      Prompt prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      Priority priority,
      GenerationListener listener)
      throws InterruptedException {
    if (listener.cancels()) {
      return Optional.empty();
    }
    try (Trajectory trajectory = generator.begin(input, prompt, sampling, noise)) {
      return steps.finish(trajectory, priority, listener)
          ? Optional.of(decoder.decode(trajectory))
          : Optional.empty();
    }
  }
}
