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
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.generator.sampling.Trajectory.Start;
import org.genhowto.networks.image.RgbImage;

/**
 * An image of the initial state and a prompt in, images of the action or the final state out
 * (section 3 and Figure 3 of the paper).
 *
 * <p>Calls may run on several threads at once.
 */
public final class GenHowTo implements StepwiseGenerator, AutoCloseable {
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
    NoiseSchedule schedule = NoiseSchedule.readGenHowTo(baseFolder);
    return new GenHowTo(new LatentDiffusion(parent, base.autoencoder(), base, denoiser, schedule));
  }

  /** Side of the images, in pixels. */
  public int side() {
    return model.side();
  }

  /** Begins at the noised latent of the input image. */
  @Override
  public Trajectory begin(
      RgbImage input, Prompt prompt, SamplingSettings sampling, List<NoiseSource> noise) {
    LatentDiffusion sized = model.sized(sampling, noise);
    return Trajectory.begin(
        sized, noise, scope -> start(sized, scope, input, prompt, sampling, noise));
  }

  private static Start start(
      LatentDiffusion model,
      NDManager scope,
      RgbImage input,
      Prompt prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise) {
    Sampler sampler = sampling.over(model.schedule());
    // The ControlNet takes the latent as it is, the start of the trajectory its scaled form.
    try (NDArray latent = model.latent(scope, input);
        NDArray scaled = latent.mul(model.autoencoder().config().scalingFactor());
        NDArray drawn = model.noise(scope, noise)) {
      Guidance guidance = model.guidance(scope, prompt, sampling.guidance());
      return new Start(
          sampler,
          sampler.noised(scaled, drawn, 0),
          model.denoiser().controlled()
              ? guidance.controlledBy(
                  model.denoiser().embedControl(latent), sampling.steering().control())
              : guidance);
    }
  }

  /** Begins at pure noise, as text-to-image models do; skip counts for nothing. */
  public Trajectory beginFromText(
      Prompt prompt, SamplingSettings sampling, List<NoiseSource> noise) {
    if (model.denoiser().controlled()) {
      throw new IllegalStateException("GenHowTo needs an input image");
    }
    LatentDiffusion sized = model.sized(sampling, noise);
    return Trajectory.begin(
        sized,
        noise,
        scope -> {
          Sampler sampler = sampling.withSkip(0).over(sized.schedule());
          return new Start(
              sampler,
              sampler.start(sized.noise(scope, noise)),
              sized.guidance(scope, prompt, sampling.guidance()));
        });
  }

  /** Samples images from pure noise. */
  public Optional<List<RgbImage>> generateFromText(
      String prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher) {
    try (Trajectory trajectory = beginFromText(Prompt.of(prompt), sampling, noise)) {
      return trajectory.finish(watcher);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
