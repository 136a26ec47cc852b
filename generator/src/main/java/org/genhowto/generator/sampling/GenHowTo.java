package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.Guidance;
import org.genhowto.generator.sampling.NoiseSchedule.Prediction;
import org.genhowto.networks.image.RgbImage;

/**
 * An image of the initial state and a prompt in, images of the action or the final state out
 * (section 3 and Figure 3 of the paper).
 *
 * <p>Calls may run on several threads at once.
 */
public final class GenHowTo implements ImageGenerator, AutoCloseable {
  private final LatentDiffusion model;

  public GenHowTo(LatentDiffusion model) {
    this.model = model;
  }

  /**
   * Loads one of the two models. They predict the noise, whatever their base model was trained for.
   *
   * @param base the base model read from {@code baseFolder}; it stays the caller's
   * @param folder GenHowTo's folder for one target
   */
  public static GenHowTo load(NDManager parent, BaseModel base, Path baseFolder, Path folder)
      throws IOException {
    Denoiser denoiser = DenoiserFiles.loadGenHowTo(parent, baseFolder.resolve("unet"), folder);
    NoiseSchedule schedule = NoiseSchedule.read(baseFolder).predicting(Prediction.EPSILON);
    return new GenHowTo(new LatentDiffusion(parent, base.autoencoder(), base, denoiser, schedule));
  }

  /** Side of the images, in pixels. */
  public int side() {
    return model.side();
  }

  /** Samples images from the noised latent of the input image. */
  @Override
  public Optional<List<RgbImage>> generate(
      RgbImage input,
      String prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher) {
    try (NDManager scope = model.parent().newSubManager()) {
      // The ControlNet takes the latent as it is, the start of the trajectory its scaled form.
      NDArray latent = model.latent(scope, input);
      NDArray scaled = latent.mul(model.autoencoder().config().scalingFactor());
      Sampler sampler = new DdimSampler(model.schedule(), sampling.steps(), sampling.skip());
      NDArray start = sampler.noised(scaled, model.noise(scope, noise), 0);
      Guidance guidance = model.guidance(scope, prompt, sampling.guidance());
      if (model.denoiser().controlled()) {
        guidance = guidance.controlledBy(model.denoiser().embedControl(latent));
      }
      return sample(new DenoisingLoop(sampler, watcher), start, guidance, noise);
    }
  }

  /** Samples images from pure noise, as text-to-image models do; skip counts for nothing. */
  public Optional<List<RgbImage>> generateFromText(
      String prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher) {
    if (model.denoiser().controlled()) {
      throw new IllegalStateException("GenHowTo needs an input image");
    }
    try (NDManager scope = model.parent().newSubManager()) {
      Sampler sampler = new DdimSampler(model.schedule(), sampling.steps(), 0);
      NDArray start = sampler.start(model.noise(scope, noise));
      Guidance guidance = model.guidance(scope, prompt, sampling.guidance());
      return sample(new DenoisingLoop(sampler, watcher), start, guidance, noise);
    }
  }

  private Optional<List<RgbImage>> sample(
      DenoisingLoop loop, NDArray start, Guidance guidance, List<NoiseSource> noise) {
    return loop.run(
            start,
            (input, t) -> model.denoiser().guided(input, t, guidance),
            (mean, step) -> model.noise(mean.getManager(), noise))
        .map(model::images);
  }

  @Override
  public void close() {
    model.close();
  }
}
