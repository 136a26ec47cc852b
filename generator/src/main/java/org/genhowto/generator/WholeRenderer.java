package org.genhowto.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Priority;

/**
 * Renders what cannot share its steps, such as edit-friendly: on the caller's thread, one request
 * of a device at a time, with one latent and its guidance in a pass. The steps of others go on
 * beside it; where both want the same cores they share them. It gives no previews.
 */
record WholeRenderer(ImageGenerator generator, Semaphore turn) implements Renderer {
  private static final long LOOK_MILLIS = 100;

  @Override
  public Optional<List<RgbImage>> render(
      Painting painting, Priority priority, GenerationListener listener)
      throws InterruptedException {
    while (!turn.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (listener.cancels()) {
        return Optional.empty();
      }
    }
    try {
      return alone(painting, listener);
    } finally {
      turn.release();
    }
  }

  private Optional<List<RgbImage>> alone(Painting painting, GenerationListener listener) {
    int total = steps(painting.shots());
    int before = 0;
    List<RgbImage> images = new ArrayList<>();
    for (Shot shot : painting.shots()) {
      Optional<List<RgbImage>> some =
          generator.generate(
              painting.input(),
              painting.prompt(),
              shot.sampling(),
              shot.noise(),
              new Part(listener, before, total));
      if (some.isEmpty()) {
        return Optional.empty();
      }
      images.addAll(some.get());
      before += steps(List.of(shot));
    }
    return Optional.of(images);
  }

  /** Every image has its way to the noise and its way back, one step shorter. */
  @Override
  public int steps(List<Shot> shots) {
    return shots.stream().mapToInt(shot -> shot.seeds().size() * (2 * shot.steps() - 1)).sum();
  }

  /** Tells of one shot as a part of all. */
  private record Part(GenerationListener whole, int before, int total)
      implements GenerationListener {
    @Override
    public void denoised(int steps, int ofThese) {
      whole.denoised(before + steps, total);
    }

    @Override
    public boolean cancels() {
      return whole.cancels();
    }
  }
}
