package org.genhowto.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.networks.Normalization;
import org.genhowto.networks.Resampling;
import org.genhowto.networks.RgbImage;

/**
 * An image of the initial state and a prompt in, images of the action or the final state out
 * (section 3 and Figure 3 of the paper).
 *
 * <p>Calls may run on several threads at once.
 */
public final class GenHowTo implements ImageGenerator, AutoCloseable {
  private final NDManager parent;
  private final Autoencoder autoencoder;
  private final TextEncoder text;
  private final Denoiser denoiser;
  private final NoiseSchedule schedule = NoiseSchedule.stableDiffusion();

  GenHowTo(NDManager parent, Autoencoder autoencoder, TextEncoder text, Denoiser denoiser) {
    this.parent = parent;
    this.autoencoder = autoencoder;
    this.text = text;
    this.denoiser = denoiser;
  }

  /**
   * Loads one of the two models.
   *
   * @param base the base model read from {@code baseFolder}; it stays the caller's
   * @param folder GenHowTo's folder for one target
   */
  public static GenHowTo load(NDManager parent, BaseModel base, Path baseFolder, Path folder)
      throws IOException {
    Denoiser denoiser = Denoiser.loadGenHowTo(parent, baseFolder.resolve("unet"), folder);
    return new GenHowTo(parent, base.autoencoder(), base, denoiser);
  }

  /**
   * The base model in GenHowTo's place. It does not see the input image: {@link #generate} is then
   * SDEdit (Meng et al. 2022), which starts from the noised input, and {@link #generateFromText} is
   * Stable Diffusion.
   */
  public static GenHowTo baseline(NDManager parent, BaseModel base, Path baseFolder)
      throws IOException {
    Denoiser denoiser = Denoiser.loadBase(parent, baseFolder.resolve("unet"));
    return new GenHowTo(parent, base.autoencoder(), base, denoiser);
  }

  /** The central square of an image, resized. */
  static RgbImage square(RgbImage image, int side) {
    RgbImage square = image.centreSquare();
    return square.width() == side ? square : square.resize(side, side, Resampling.BICUBIC);
  }

  /** Side of the images, in pixels. */
  public int side() {
    return denoiser.config().sampleSize() * autoencoder.config().downsampling();
  }

  /** Samples images from the noised latent of the input image. */
  @Override
  public Optional<List<RgbImage>> generate(
      RgbImage input, String prompt, Sampling sampling, List<NoiseSource> noise, Watcher watcher) {
    try (NDManager scope = parent.newSubManager()) {
      NDArray pixels = square(input, side()).toArray(scope, Normalization.SIGNED);
      // The ControlNet takes the latent as it is, the start of the trajectory its scaled form.
      NDArray latent = autoencoder.encode(pixels);
      DdimSampler sampler = new DdimSampler(schedule, sampling.steps(), sampling.skip());
      NDArray start =
          sampler.start(latent.mul(autoencoder.config().scalingFactor()), noise(scope, noise));
      return sample(scope, sampler, start, latent, condition(scope, prompt, sampling), watcher);
    }
  }

  /** Samples images from pure noise, as text-to-image models do; skip counts for nothing. */
  public Optional<List<RgbImage>> generateFromText(
      String prompt, Sampling sampling, List<NoiseSource> noise, Watcher watcher) {
    if (denoiser.controlled()) {
      throw new IllegalStateException("GenHowTo needs an input image");
    }
    try (NDManager scope = parent.newSubManager()) {
      DdimSampler sampler = new DdimSampler(schedule, sampling.steps(), 0);
      NDArray start = noise(scope, noise);
      return sample(scope, sampler, start, start, condition(scope, prompt, sampling), watcher);
    }
  }

  /** The prompts' embeddings (2, L, D), the empty one first, and the guidance scale (1,). */
  private record Condition(NDArray text, NDArray guidance) {}

  private Condition condition(NDManager scope, String prompt, Sampling sampling) {
    return new Condition(
        text.encode(scope, List.of("", prompt)),
        scope.create(new float[] {(float) sampling.guidance()}));
  }

  private NDArray noise(NDManager scope, List<NoiseSource> sources) {
    int side = denoiser.config().sampleSize();
    Shape shape = new Shape(1, denoiser.config().inChannels(), side, side);
    NDList noise = new NDList();
    sources.forEach(source -> noise.add(source.next(scope, shape)));
    return NDArrays.concat(noise, 0);
  }

  private Optional<List<RgbImage>> sample(
      NDManager scope,
      DdimSampler sampler,
      NDArray start,
      NDArray inputLatent,
      Condition condition,
      Watcher watcher) {
    NDArray[] control =
        denoiser.controlled() ? new NDArray[] {denoiser.embedControl(inputLatent)} : new NDArray[0];
    int[] timesteps = sampler.timesteps();
    NDArray x = start;
    for (int i = 0; i < timesteps.length; i++) {
      if (watcher.cancels()) {
        return Optional.empty();
      }
      try (NDManager step = scope.newSubManager()) {
        x.tempAttach(step);
        NDArray t = step.create(new float[] {timesteps[i]});
        NDArray output = guided(x, t, condition, control);
        NDArray next = sampler.step(x, output, timesteps[i]);
        next.attach(scope);
        x = next;
      }
      watcher.denoised(i + 1, timesteps.length);
    }
    return Optional.of(decode(x));
  }

  private NDArray guided(NDArray x, NDArray t, Condition condition, NDArray[] control) {
    return control.length == 0
        ? denoiser
            .network()
            .call("guided_unet", false, x, t, condition.text(), condition.guidance())
            .singletonOrThrow()
        : denoiser
            .network()
            .call(
                "guided_controlled_unet",
                false,
                x,
                t,
                condition.text(),
                control[0],
                condition.guidance())
            .singletonOrThrow();
  }

  /** One image at a time: the decoder needs more memory than anything before it. */
  private List<RgbImage> decode(NDArray latents) {
    List<RgbImage> images = new ArrayList<>();
    double factor = autoencoder.config().scalingFactor();
    for (long i = 0; i < latents.getShape().get(0); i++) {
      try (NDArray latent = latents.get(i + ":" + (i + 1));
          NDArray unscaled = latent.div(factor);
          NDArray image = autoencoder.decode(unscaled)) {
        images.add(RgbImage.ofSigned(image));
      }
    }
    return images;
  }

  @Override
  public void close() {
    denoiser.close();
  }
}
