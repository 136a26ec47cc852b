package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderConfig;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.generator.diffusion.UntrainedNetworks;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Training;

/** Trains an autoencoder from nothing on images alone. */
public final class AutoencoderTrainer {
  private static final int IMAGES_FOR_SCALE = 512;

  private final AutoencoderConfig config;
  private final TrainingPlan plan;
  private final Consumer<String> log;

  public AutoencoderTrainer(AutoencoderConfig config, TrainingPlan plan, Consumer<String> log) {
    this.config = config;
    this.plan = plan;
    this.log = log;
  }

  /**
   * Trains, and writes a folder in the layout of diffusers. Its scaling_factor gives the latents of
   * these images unit variance.
   *
   * @param side images are cropped to their central square and resized to this side
   */
  public void train(CaptionedImages images, int side, Path folder) throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Autoencoder autoencoder = UntrainedNetworks.autoencoder(manager, config, plan.seed());
        Training training =
            Training.of(manager, autoencoder.network().train(name -> true), recipe())) {
      new PlannedTraining("autoencoder", plan, log)
          .run(
              manager,
              training,
              autoencoder.network(),
              new PlannedTraining.Work(
                  "loss",
                  images.size(),
                  (scope, indices, random) ->
                      inputs(scope, batch(images, indices, side), random.nextLong())));
      double factor = unitFactor(manager, autoencoder, images, side);
      log.accept("autoencoder: scaling factor %.5f".formatted(factor));
      AutoencoderFiles.save(
          folder,
          config.withScalingFactor(factor),
          autoencoder.network().weights().all(),
          plan.floats());
    }
  }

  private NDArray[] inputs(NDManager scope, List<RgbImage> batch, long seed) {
    NDArray pixels = RgbImage.toArray(scope, batch, Normalization.SIGNED);
    long side = pixels.getShape().get(2) / config.downsampling();
    Shape latents = new Shape(batch.size(), config.latentChannels(), side, side);
    return new NDArray[] {pixels, NoiseSource.seeded(seed).next(scope, latents)};
  }

  private static List<RgbImage> batch(CaptionedImages images, int[] indices, int side) {
    List<RgbImage> batch = new ArrayList<>();
    for (int index : indices) {
      batch.add(LatentDiffusion.square(images.image(index), side));
    }
    return batch;
  }

  private double unitFactor(
      NDManager manager, Autoencoder autoencoder, CaptionedImages images, int side) {
    try (LatentBank latents = new LatentBank(autoencoder, side, plan.state())) {
      for (int i = 0; i < Math.min(IMAGES_FOR_SCALE, images.size()); i++) {
        latents.add(manager, images.image(i));
      }
      latents.encodeWaiting(manager);
      return latents.unitFactor();
    }
  }

  private Recipe recipe() {
    return Recipe.of(new Recipe.AdamW(0.9, 0.99, 1e-8, 0.01), plan.schedule())
        .averagedBy(plan.averaging())
        .seededBy(plan.seed());
  }
}
