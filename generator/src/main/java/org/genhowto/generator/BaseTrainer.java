package org.genhowto.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.genhowto.networks.Training;

/** Trains the base model, text to image, from nothing on captioned images. */
public final class BaseTrainer {
  private final UNetConfig config;
  private final TrainingPlan plan;
  private final Consumer<String> log;
  private final NoiseSchedule schedule = NoiseSchedule.stableDiffusion();

  public BaseTrainer(UNetConfig config, TrainingPlan plan, Consumer<String> log) {
    this.config = config;
    this.plan = plan;
    this.log = log;
  }

  /**
   * Trains, and writes the U-Net's folder in the layout of diffusers.
   *
   * @param autoencoder folder of the trained autoencoder
   */
  public void train(CaptionedImages images, Path autoencoder, TextEncoder text, Path folder)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Denoiser denoiser = Denoiser.create(manager, config, plan.seed());
        Autoencoder encoder = Autoencoder.load(manager, autoencoder)) {
      LatentBank latents = latents(manager, encoder, images);
      PromptBank prompts = new PromptBank(text);
      double factor = encoder.config().scalingFactor();
      try (Training training =
          Training.of(manager, denoiser.network().train(name -> true), plan.diffusionRecipe())) {
        new TrainingLoop("base", plan, log)
            .run(
                manager,
                training,
                denoiser.network(),
                new TrainingLoop.Work(
                    "noise_loss",
                    latents.size(),
                    (scope, indices, random) -> {
                      NDArray clean = latents.batch(scope, indices, factor);
                      Draw draw = Draw.of(scope, schedule, clean.getShape(), random);
                      NDArray words = prompts.batch(scope, captions(images, indices, random));
                      return new NDArray[] {
                        clean, draw.noise(), draw.t(), draw.signal(), draw.sigma(), words
                      };
                    }));
      }
      Denoiser.saveBase(folder, config, denoiser.network().weights().all(), plan.floats());
    }
  }

  private LatentBank latents(NDManager manager, Autoencoder encoder, CaptionedImages images) {
    LatentBank latents =
        new LatentBank(encoder, config.sampleSize() * encoder.config().downsampling());
    for (int i = 0; i < images.size(); i++) {
      latents.add(manager, images.image(i));
    }
    latents.encodeWaiting(manager);
    log.accept("base: %d images encoded".formatted(latents.size()));
    return latents;
  }

  private static List<String> captions(
      CaptionedImages images, int[] indices, SplittableRandom random) {
    List<String> captions = new ArrayList<>();
    for (int index : indices) {
      captions.add(TrainingPlan.dropsText(random) ? "" : images.caption(index));
    }
    return captions;
  }
}
