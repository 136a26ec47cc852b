package org.genhowto.generator.baselines;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.diffusion.Guidance;
import org.genhowto.generator.sampler.DdimSampler;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.generator.sampling.DenoisingLoop;
import org.genhowto.generator.sampling.DenoisingLoop.Predictor;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
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
 * where mean and sigma are {@link DdimSampler#ddpm}'s, under the source prompt. The edit starts at
 * the first timestep that is not skipped, and replaces the source prompt and its guidance by the
 * target's. As published, the last step adds no noise, so the same prompt with the same guidance
 * leads back to the noise that was added at the last timestep, and from there to the model's own
 * estimate of w.
 *
 * <p>Every image is one inversion and one edit, one after the other; an image needs as many latents
 * as it has steps (16 KiB each at 64x64). It is a whole call and shares no passes with others: it
 * keeps its own book of latents, one way and back. Calls may run on several threads at once.
 */
final class EditFriendlyInversion implements ImageGenerator {
  /** The published code's: 100 steps, 36 of them skipped, target guidance 15. */
  static final SamplingSettings PUBLISHED = new SamplingSettings(100, 36, 15);

  private final LatentDiffusion model;
  private final Source source;

  /**
   * What is said of the input image.
   *
   * @param prompt what it shows; empty where nothing is known
   * @param guidance scale of classifier-free guidance in the inversion; without a prompt there is
   *     none to follow
   */
  record Source(String prompt, double guidance) {
    /** Nothing is known. */
    static final Source UNKNOWN = captioned("");

    /** With the published code's guidance, 3.5. */
    static Source captioned(String prompt) {
      return new Source(prompt, 3.5);
    }
  }

  /**
   * An editor.
   *
   * @param model Stable Diffusion, which stays the caller's
   * @param source of requests that say nothing of it
   */
  EditFriendlyInversion(LatentDiffusion model, Source source) {
    this.model = model;
    this.source = source;
  }

  /**
   * Edits the input image once for each source of noise.
   *
   * @param prompt what the edited image shows, and what the input image does
   * @param sampling its guidance is the target's
   */
  @Override
  public Optional<List<RgbImage>> generate(
      RgbImage input,
      Prompt prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher) {
    return new EditFriendlyInversion(model.sized(sampling, noise), source(prompt))
        .edits(input, prompt, sampling, noise, watcher);
  }

  private Source source(Prompt prompt) {
    return prompt.source().isEmpty() ? source : Source.captioned(prompt.source());
  }

  private Optional<List<RgbImage>> edits(
      RgbImage input,
      Prompt prompt,
      SamplingSettings sampling,
      List<NoiseSource> noise,
      GenerationListener watcher) {
    Sampler sampler = DdimSampler.ddpm(model.schedule(), sampling.steps(), sampling.skip());
    DenoisingLoop loop =
        new DenoisingLoop(sampler, watcher, noise.size() * (2 * sampler.steps() - 1));
    List<RgbImage> images = new ArrayList<>();
    for (NoiseSource each : noise) {
      try (NDManager scope = model.parent().newSubManager()) {
        NDArray clean = model.scaledLatent(scope, input);
        Optional<NDArray> edited =
            invert(noisy(sampler, clean, each), loop)
                .flatMap(inversion -> edit(inversion, predictor(scope, prompt, sampling), loop));
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
  record Inversion(NDArray start, List<NDArray> noise) {}

  /** The clean latent, noised independently at every visited timestep, from noisy to clean. */
  List<NDArray> noisy(Sampler sampler, NDArray clean, NoiseSource noise) {
    List<NDArray> noisy = new ArrayList<>();
    // Drawn from clean to noisy, as published, so that another skip leaves the draws as they are.
    for (int i = sampler.steps() - 1; i >= 0; i--) {
      NDArray drawn = model.noise(clean.getManager(), noise);
      noisy.add(0, sampler.noised(clean, drawn, i));
    }
    return noisy;
  }

  /**
   * Finds the noise maps. The steps of the inversion add them, so that each starts from the latent
   * that the edit adds up to, to the same bits; it is not quite the given one.
   *
   * @param noisy as {@link #noisy} gives them; the maps take the place of all but the first
   * @return empty where the watcher cancelled
   */
  Optional<Inversion> invert(List<NDArray> noisy, DenoisingLoop loop) {
    NDArray start = noisy.get(0);
    NDManager scope = start.getManager();
    return loop.run(
            start,
            noisy.size() - 1,
            sourcePredictor(scope),
            (mean, step) -> {
              NDArray next = noisy.get(step + 1);
              next.tempAttach(mean.getManager());
              NDArray map = next.sub(mean).div(loop.sampler().noiseDeviation(step));
              map.attach(scope);
              noisy.set(step + 1, map);
              return map;
            })
        .map(inverted -> new Inversion(start, noisy.subList(1, noisy.size())));
  }

  /** Samples with the noise maps of an inversion; the last step adds none. */
  Optional<NDArray> edit(Inversion inversion, Predictor predictor, DenoisingLoop loop) {
    return loop.run(
        inversion.start(),
        predictor,
        (mean, step) -> {
          NDArray map = inversion.noise().get(step);
          map.tempAttach(mean.getManager());
          return map;
        });
  }

  /** Under a prompt and its guidance. */
  Predictor predictor(NDManager scope, Prompt prompt, SamplingSettings sampling) {
    return predictor(scope, prompt, sampling.guidance());
  }

  private Predictor sourcePredictor(NDManager scope) {
    return predictor(
        scope, Prompt.of(source.prompt()), source.prompt().isEmpty() ? 0 : source.guidance());
  }

  private Predictor predictor(NDManager scope, Prompt prompt, double scale) {
    Guidance guidance = model.guidance(scope, prompt, scale);
    return (latent, t) -> model.denoiser().guided(latent, t, guidance);
  }
}
