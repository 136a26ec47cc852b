package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.diffusion.UNetConfig;
import org.genhowto.generator.diffusion.UntrainedNetworks;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.networks.model.Training;

/** Trains the base model, text to image, on captioned images: from nothing, or on from another. */
public final class BaseTrainer {
  private final TrainingPlan plan;
  private final Consumer<String> log;

  public BaseTrainer(TrainingPlan plan, Consumer<String> log) {
    this.plan = plan;
    this.log = log;
  }

  /**
   * Trains from nothing, and writes the U-Net's folder in the layout of diffusers.
   *
   * @param autoencoder folder of the trained autoencoder
   */
  public void train(
      UNetConfig config, CaptionedImages images, Path autoencoder, TextEncoder text, Path folder)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        Denoiser denoiser = UntrainedNetworks.baseModel(manager, config, plan.seed());
        Autoencoder encoder = AutoencoderFiles.load(manager, autoencoder);
        LatentBank latents = latents(manager, denoiser, encoder, images)) {
      train(manager, denoiser, latents, images, text, NoiseSchedule.stableDiffusion());
      save(denoiser, folder);
    }
  }

  /**
   * Trains on from a base model, as the paper does for the fine-tuned rows of its Table 2, and
   * writes the U-Net's folder in the layout of diffusers.
   *
   * @param base folder of the base model in the layout of diffusers: vae/, unet/ and scheduler/ are
   *     read
   */
  public void tune(Path base, CaptionedImages images, TextEncoder text, Path folder)
      throws IOException {
    NoiseSchedule schedule = NoiseSchedule.read(base);
    try (NDManager manager = NDManager.newBaseManager();
        Denoiser denoiser = DenoiserFiles.loadForTraining(manager, base.resolve("unet"));
        Autoencoder encoder = AutoencoderFiles.load(manager, base.resolve("vae"));
        LatentBank latents = latents(manager, denoiser, encoder, images)) {
      train(manager, denoiser, latents, images, text, schedule);
      save(denoiser, folder);
    }
  }

  private void train(
      NDManager manager,
      Denoiser denoiser,
      LatentBank latents,
      CaptionedImages images,
      TextEncoder text,
      NoiseSchedule schedule) {
    PromptBank prompts = new PromptBank(text);
    try (Training training =
        Training.of(manager, denoiser.network().train(name -> true), plan.diffusionRecipe())) {
      new PlannedTraining("base", plan, log)
          .run(
              manager,
              training,
              denoiser.network(),
              new PlannedTraining.Work(
                  "noise_loss",
                  latents.size(),
                  (scope, indices, random) -> {
                    NDArray clean = latents.scaledBatch(scope, indices);
                    DiffusionBatch draw =
                        DiffusionBatch.of(scope, schedule, clean.getShape(), random);
                    NDArray words = prompts.batch(scope, captions(images, indices, random));
                    return new NDArray[] {
                      clean, draw.noise(), draw.t(), draw.signal(), draw.sigma(), words
                    };
                  }));
    }
  }

  private void save(Denoiser denoiser, Path folder) throws IOException {
    DenoiserFiles.saveBase(
        folder,
        denoiser.config(),
        denoiser.network().weights().under(Denoiser.UNET),
        plan.floats());
  }

  private LatentBank latents(
      NDManager manager, Denoiser denoiser, Autoencoder encoder, CaptionedImages images) {
    int side = denoiser.config().sampleSize() * encoder.config().downsampling();
    LatentBank latents = new LatentBank(encoder, side, plan.state());
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
