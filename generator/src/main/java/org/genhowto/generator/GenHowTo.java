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
import org.genhowto.generator.NoiseSchedule.Prediction;
import org.genhowto.networks.Normalization;
import org.genhowto.networks.Resampling;
import org.genhowto.networks.RgbImage;
import org.jspecify.annotations.Nullable;

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
  private final NoiseSchedule schedule;

  GenHowTo(
      NDManager parent,
      Autoencoder autoencoder,
      TextEncoder text,
      Denoiser denoiser,
      NoiseSchedule schedule) {
    this.parent = parent;
    this.autoencoder = autoencoder;
    this.text = text;
    this.denoiser = denoiser;
    this.schedule = schedule;
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
    return new GenHowTo(parent, base.autoencoder(), base, denoiser, schedule);
  }

  /**
   * The base model in GenHowTo's place. It does not see the input image: {@link #generate} is then
   * SDEdit (Meng et al. 2022), which starts from the noised input, and {@link #generateFromText} is
   * Stable Diffusion, with the noise or the velocity predicted as the base model's scheduler says.
   */
  public static GenHowTo baseline(NDManager parent, BaseModel base, Path baseFolder)
      throws IOException {
    Denoiser denoiser = Denoiser.loadBase(parent, baseFolder.resolve("unet"));
    return new GenHowTo(parent, base.autoencoder(), base, denoiser, NoiseSchedule.read(baseFolder));
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
      NDArray control = denoiser.controlled() ? denoiser.embedControl(latent) : null;
      return sample(scope, sampler, start, guidance(scope, prompt, sampling, control), watcher);
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
      return sample(scope, sampler, start, guidance(scope, prompt, sampling, null), watcher);
    }
  }

  private Guidance guidance(
      NDManager scope, String prompt, Sampling sampling, @Nullable NDArray control) {
    try (NDArray embeddings = text.encode(scope, List.of("", prompt))) {
      NDArray scale = scope.create(new float[] {(float) sampling.guidance()});
      return new Guidance(denoiser.remember(embeddings), control, scale);
    }
  }

  private NDArray noise(NDManager scope, List<NoiseSource> sources) {
    int side = denoiser.config().sampleSize();
    Shape shape = new Shape(1, denoiser.config().outChannels(), side, side);
    NDList noise = new NDList();
    sources.forEach(source -> noise.add(source.next(scope, shape)));
    return NDArrays.concat(noise, 0);
  }

  private Optional<List<RgbImage>> sample(
      NDManager scope, DdimSampler sampler, NDArray start, Guidance guidance, Watcher watcher) {
    int[] timesteps = sampler.timesteps();
    NDArray x = start;
    for (int i = 0; i < timesteps.length; i++) {
      if (watcher.cancels()) {
        return Optional.empty();
      }
      try (NDManager step = scope.newSubManager()) {
        x.tempAttach(step);
        NDArray t = step.create(new float[] {timesteps[i]});
        NDArray next = sampler.step(x, denoiser.guided(x, t, guidance), timesteps[i]);
        next.attach(scope);
        x = next;
      }
      watcher.denoised(i + 1, timesteps.length);
    }
    return Optional.of(decode(x));
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
