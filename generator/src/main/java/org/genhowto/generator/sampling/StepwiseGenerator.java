package org.genhowto.generator.sampling;

import java.util.List;
import java.util.Optional;
import org.genhowto.networks.image.RgbImage;

/** A generator whose requests can be made step by step, each in passes it shares with others. */
public interface StepwiseGenerator extends ImageGenerator {

  /**
   * Does what is done once: encodes the input image and the prompts, and draws the first noise.
   *
   * @param noise one source for each image; drawn from until the trajectory is finished
   * @return the caller's, who closes it
   */
  Trajectory begin(
      RgbImage input, Prompt prompt, SamplingSettings sampling, List<NoiseSource> noise);

  /** Makes the images in passes of their own. */
  @Override
  default Optional<List<RgbImage>> generate(
      RgbImage input,
      Prompt prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher) {
    try (Trajectory trajectory = begin(input, prompt, sampling, noise)) {
      watcher.begun();
      return trajectory.finish(watcher);
    }
  }
}
