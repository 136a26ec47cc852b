package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.Denoiser;
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
    Denoiser denoiser = Denoiser.loadGenHowTo(parent, baseFolder.resolve("unet"), folder);
    NoiseSchedule schedule = NoiseSchedule.read(baseFolder).predicting(Prediction.EPSILON);
    return new GenHowTo(new LatentDiffusion(parent, base.autoencoder(), base, denoiser, schedule));
  }

  /**
   * The base model in GenHowTo's place. It does not see the input image: {@link #generate} is then
   * SDEdit (Meng et al. 2022), which starts from the noised input, and {@link #generateFromText} is
   * Stable Diffusion, with the noise or the velocity predicted as the base model's scheduler says.
   */
  public static GenHowTo baseline(NDManager parent, BaseModel base, Path baseFolder)
      throws IOException {
    return new GenHowTo(LatentDiffusion.load(parent, base, baseFolder));
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
      DdimSampler sampler = new DdimSampler(model.schedule(), sampling.steps(), sampling.skip());
      NDArray start = sampler.start(scaled, model.noise(scope, noise));
      Guidance guidance = model.guidance(scope, prompt, sampling.guidance());
      if (model.denoiser().controlled()) {
        guidance = guidance.controlledBy(model.denoiser().embedControl(latent));
      }
      return sample(scope, sampler, start, guidance, watcher);
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
      DdimSampler sampler = new DdimSampler(model.schedule(), sampling.steps(), 0);
      NDArray start = model.noise(scope, noise);
      Guidance guidance = model.guidance(scope, prompt, sampling.guidance());
      return sample(scope, sampler, start, guidance, watcher);
    }
  }

  private Optional<List<RgbImage>> sample(
      NDManager scope,
      DdimSampler sampler,
      NDArray start,
      Guidance guidance,
      GenerationListener watcher) {
    int[] timesteps = sampler.timesteps();
    return new DenoisingLoop(watcher, timesteps.length)
        .from(
            scope,
            start,
            timesteps.length,
            (step, latent, i) -> {
              NDArray t = step.create(new float[] {timesteps[i]});
              NDArray output = model.denoiser().guided(latent, t, guidance);
              return sampler.step(latent, output, timesteps[i]);
            })
        .map(model::images);
  }

  @Override
  public void close() {
    model.close();
  }
}
