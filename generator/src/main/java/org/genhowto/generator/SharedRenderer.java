package org.genhowto.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.batching.ImageDecoder;
import org.genhowto.generator.sampling.GenerationListener;
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
      Painting painting, Priority priority, GenerationListener listener)
      throws InterruptedException {
    if (listener.cancels()) {
      return Optional.empty();
    }
    List<Trajectory> trajectories = new ArrayList<>();
    try {
      for (Shot shot : painting.shots()) {
        trajectories.add(
            generator.begin(painting.input(), painting.prompt(), shot.sampling(), shot.noise()));
      }
      return steps.finish(trajectories, priority, listener)
          ? Optional.of(decoded(trajectories))
          : Optional.empty();
    } finally {
      trajectories.forEach(Trajectory::close);
    }
  }

  private List<RgbImage> decoded(List<Trajectory> trajectories) {
    List<RgbImage> images = new ArrayList<>();
    trajectories.forEach(each -> images.addAll(decoder.decode(each)));
    return images;
  }
}
