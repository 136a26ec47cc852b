package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.genhowto.networks.image.RgbImage;

/**
 * What the network guesses of one image, taken off its {@link Trajectory}: it can be drawn on
 * another thread while the trajectory goes on, and outlives it.
 */
public final class Glimpse implements AutoCloseable {
  private final LatentDiffusion model;
  private final NDManager scope;
  private final NDArray latent;

  /**
   * @param latent the scaled latent of the guess, (1, 4, h, w), which is copied
   */
  Glimpse(LatentDiffusion model, NDArray latent) {
    this.model = model;
    this.scope = model.parent().newSubManager();
    this.latent = latent.duplicate();
    this.latent.attach(scope);
  }

  /**
   * Draws it with the decoder that the finished image takes, which any autoencoder has; the linear
   * maps from latents to colours that other services draw with hold for one autoencoder each.
   */
  public RgbImage draw() {
    return model.imagesAtOnce(latent).get(0);
  }

  @Override
  public void close() {
    scope.close();
  }
}
