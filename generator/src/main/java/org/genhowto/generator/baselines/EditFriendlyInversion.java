package org.genhowto.generator.baselines;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.diffusion.Guidance;
import org.genhowto.generator.sampling.DdimSampler;
import org.genhowto.generator.sampling.DenoisingLoop;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.networks.image.RgbImage;

/**
 * Editing with the DDPM noise space of Huberman-Spiegelglas et al. (CVPR 2024) on Stable Diffusion:
 * noise maps are found that lead the sampler to the input image, and lead it to the edited one
 * under another prompt.
 *
 * <p>With w the scaled latent of the input and eps_t drawn anew at every visited t,
 *
 * <pre>
 *   x_t  = sqrt(a_t) w + sqrt(1 - a_t) eps_t
 *   z_t  = (x_p - mean(x_t)) / sigma_t        p the timestep after t
 * </pre>
 *
 * where mean and sigma are {@link DdimSampler}'s with eta = 1, under the source prompt. The edit
 * starts at the first timestep that is not skipped, and replaces the source prompt and its guidance
 * by the target's. As published, the last step adds no noise, so the same prompt with the same
 * guidance leads back to the noise that was added at the last timestep, and from there to the
 * model's own estimate of w.
 *
 * <p>Every image is one inversion and one edit, one after the other; an image needs as many latents
 * as it has steps (16 KiB each at 64x64). Calls may run on several threads at once.
 */
public final class EditFriendlyInversion implements ImageGenerator {
  /** The published code's: 100 steps, 36 of them skipped, target guidance 15. */
  public static final SamplingSettings PUBLISHED = new SamplingSettings(100, 36, 15);

  private final LatentDiffusion model;
  private final Source source;

  /**
   * What is said of the input image.
   *
   * @param prompt what it shows; empty where nothing is known
   * @param guidance scale of classifier-free guidance in the inversion; without a prompt there is
   *     none to follow
   */
  public record Source(String prompt, double guidance) {
    /** Nothing is known. */
    public static final Source UNKNOWN = captioned("");

    /** With the published code's guidance, 3.5. */
    public static Source captioned(String prompt) {
      return new Source(prompt, 3.5);
    }
  }

  /**
   * An editor.
   *
   * @param model Stable Diffusion, which stays the caller's
   */
  public EditFriendlyInversion(LatentDiffusion model, Source source) {
    this.model = model;
    this.source = source;
  }

  /**
   * Edits the input image once for each source of noise.
   *
   * @param prompt what the edited image shows
   * @param sampling its guidance is the target's
   */
  @Override
  public Optional<List<RgbImage>> generate(
      RgbImage input,
      String prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher) {
    int steps = sampling.steps() - sampling.skip();
    DenoisingLoop walk = new DenoisingLoop(watcher, noise.size() * (2 * steps - 1));
    List<RgbImage> images = new ArrayList<>();
    for (NoiseSource each : noise) {
      try (NDManager scope = model.parent().newSubManager()) {
        DdimSampler sampler = new DdimSampler(model.schedule(), sampling.steps(), sampling.skip());
        NDArray clean = model.scaledLatent(scope, input);
        Optional<NDArray> edited =
            invert(sampler, noisy(sampler, clean, each), walk)
                .flatMap(inversion -> edit(inversion, predictor(scope, prompt, sampling), walk));
        if (edited.isEmpty()) {
          return Optional.empty();
        }
        images.addAll(model.images(edited.get()));
      }
    }
    return Optional.of(images);
  }

  /**
   * What leads to an image.
   *
   * @param start the latent (1, 4, h, w) at the sampler's first timestep
   * @param noise what is added after each of its steps but the last
   */
  record Inversion(DdimSampler sampler, NDArray start, List<NDArray> noise) {}

  /** The network's output for a latent at a timestep (1,). */
  @FunctionalInterface
  interface Predictor {
    NDArray output(NDArray latent, NDArray t);
  }

  /** The clean latent, noised independently at every visited timestep, from noisy to clean. */
  List<NDArray> noisy(DdimSampler sampler, NDArray clean, NoiseSource noise) {
    List<NDArray> noisy = new ArrayList<>();
    int[] timesteps = sampler.timesteps();
    // Drawn from clean to noisy, as published, so that another skip leaves the draws as they are.
    for (int i = timesteps.length - 1; i >= 0; i--) {
      NDArray drawn = model.noise(clean.getManager(), noise);
      noisy.add(0, sampler.noised(clean, drawn, timesteps[i]));
    }
    return noisy;
  }

  /**
   * Finds the noise maps.
   *
   * @param noisy as {@link #noisy} gives them; the maps take the place of all but the first
   * @return empty where the watcher cancelled
   */
  Optional<Inversion> invert(DdimSampler sampler, List<NDArray> noisy, DenoisingLoop walk) {
    NDArray start = noisy.get(0);
    NDManager scope = start.getManager();
    Predictor predictor = sourcePredictor(scope);
    int[] timesteps = sampler.timesteps();
    return walk.from(
            scope,
            start,
            timesteps.length - 1,
            (step, latent, i) -> {
              NDArray t = step.create(new float[] {timesteps[i]});
              NDArray mean = sampler.mean(latent, predictor.output(latent, t), timesteps[i]);
              double sigma = sampler.deviation(timesteps[i]);
              NDArray next = noisy.get(i + 1);
              next.tempAttach(step);
              NDArray z = next.sub(mean).div(sigma);
              z.attach(scope);
              noisy.set(i + 1, z);
              // Not quite the latent it was: the edit adds up to this one, to the same bits.
              return mean.add(z.mul(sigma));
            })
        .map(end -> new Inversion(sampler, start, noisy.subList(1, noisy.size())));
  }

  /** Samples with the noise maps of an inversion; the last step adds none. */
  Optional<NDArray> edit(Inversion inversion, Predictor predictor, DenoisingLoop walk) {
    DdimSampler sampler = inversion.sampler();
    int[] timesteps = sampler.timesteps();
    return walk.from(
        inversion.start().getManager(),
        inversion.start(),
        timesteps.length,
        (step, latent, i) -> {
          NDArray t = step.create(new float[] {timesteps[i]});
          NDArray mean = sampler.mean(latent, predictor.output(latent, t), timesteps[i]);
          if (i == timesteps.length - 1) {
            return mean;
          }
          NDArray z = inversion.noise().get(i);
          z.tempAttach(step);
          return mean.add(z.mul(sampler.deviation(timesteps[i])));
        });
  }

  /** Under a prompt and its guidance. */
  Predictor predictor(NDManager scope, String prompt, SamplingSettings sampling) {
    Guidance guidance = model.guidance(scope, prompt, sampling.guidance());
    return (latent, t) -> model.denoiser().guided(latent, t, guidance);
  }

  private Predictor sourcePredictor(NDManager scope) {
    if (source.prompt().isEmpty()) {
      NDArray nothing = model.text().encode(scope, List.of(""));
      return (latent, t) -> model.denoiser().predict(latent, t, nothing);
    }
    Guidance guidance = model.guidance(scope, source.prompt(), source.guidance());
    return (latent, t) -> model.denoiser().guided(latent, t, guidance);
  }
}
