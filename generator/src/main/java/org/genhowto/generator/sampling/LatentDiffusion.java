package org.genhowto.generator.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.Guidance;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;

/**
 * A latent diffusion model in memory, and what every way of sampling from it does before its first
 * step and after its last.
 *
 * @param parent arrays of a sampling belong to scopes below it
 * @param denoiser closed with this record; the autoencoder and the text encoder stay the caller's
 * @param latentSide side of the latents
 */
public record LatentDiffusion(
    NDManager parent,
    Autoencoder autoencoder,
    TextEncoder text,
    Denoiser denoiser,
    NoiseSchedule schedule,
    int latentSide)
    implements AutoCloseable {

  /** With images of the size that the denoiser was trained for. */
  public LatentDiffusion(
      NDManager parent,
      Autoencoder autoencoder,
      TextEncoder text,
      Denoiser denoiser,
      NoiseSchedule schedule) {
    this(parent, autoencoder, text, denoiser, schedule, denoiser.config().sampleSize());
  }

  /**
   * Stable Diffusion as it is, or fine-tuned in the same layout.
   *
   * @param base the autoencoder and the text encoder
   * @param folder in the layout of diffusers: unet/ and scheduler/ are read
   */
  public static LatentDiffusion load(NDManager parent, BaseModel base, Path folder)
      throws IOException {
    return new LatentDiffusion(
        parent,
        base.autoencoder(),
        base,
        DenoiserFiles.loadBase(parent, folder.resolve("unet")),
        NoiseSchedule.read(folder));
  }

  /** The central square of an image, resized. */
  public static RgbImage square(RgbImage image, int side) {
    RgbImage square = image.centreSquare();
    return square.width() == side ? square : square.resize(side, side, Resampling.BICUBIC);
  }

  /** Side of the images, in pixels. */
  public int side() {
    return latentSide * autoencoder.config().downsampling();
  }

  /**
   * The same for images of another size.
   *
   * @param sampling may name a size
   * @param noise given tensors have one, where it does not
   */
  public LatentDiffusion sized(SamplingSettings sampling, List<NoiseSource> noise) {
    Integer pixels = sampling.steering().size();
    if (pixels != null) {
      return withLatentSide(latentSide(pixels));
    }
    return noise.stream()
        .flatMap(source -> source.given().stream())
        .findFirst()
        .map(shape -> withLatentSide(Math.toIntExact(shape.get(shape.dimension() - 1))))
        .orElse(this);
  }

  private int latentSide(int pixels) {
    int factor = autoencoder.config().downsampling();
    if (pixels % factor != 0 || pixels < factor) {
      throw new IllegalArgumentException(
          "size is %d, expected a multiple of %d, which the autoencoder makes one latent pixel of"
              .formatted(pixels, factor));
    }
    return pixels / factor;
  }

  private LatentDiffusion withLatentSide(int other) {
    return new LatentDiffusion(parent, autoencoder, text, denoiser, schedule, other);
  }

  /** Latent of an image, its mode, not scaled, (1, 4, h, w). */
  public NDArray latent(NDManager scope, RgbImage input) {
    try (NDArray image = square(input, side()).toArray(scope, Normalization.SIGNED)) {
      return autoencoder.encode(image);
    }
  }

  /** The same, scaled as the denoiser's samples are. */
  public NDArray scaledLatent(NDManager scope, RgbImage input) {
    return latent(scope, input).mul(autoencoder.config().scalingFactor());
  }

  /**
   * What the denoiser keeps of the prompts, (M, L, K), as {@link Denoiser#crossAttentionKeysValues}
   * gives it.
   */
  public NDArray crossAttentionKeysValues(NDManager scope, List<String> prompts) {
    try (NDArray embeddings = text.encode(scope, prompts)) {
      return denoiser.crossAttentionKeysValues(embeddings);
    }
  }

  /**
   * Guidance from the negative prompt to the prompt. Scale 1 leaves the one out, scale 0 the other.
   */
  public Guidance guidance(NDManager scope, Prompt prompt, double scale) {
    List<String> texts = new ArrayList<>();
    if (scale != 1) {
      texts.add(prompt.negative());
    }
    if (scale != 0) {
      texts.add(prompt.text());
    }
    return Guidance.of(crossAttentionKeysValues(scope, texts), scale);
  }

  /** Normal noise of one latent, (1, 4, h, w). */
  public NDArray noise(NDManager scope, NoiseSource source) {
    return source.next(
        scope, new Shape(1, denoiser.config().outChannels(), latentSide, latentSide));
  }

  /** Normal noise of one latent from each source, (N, 4, h, w). */
  public NDArray noise(NDManager scope, List<NoiseSource> sources) {
    try (NDList noise = new NDList()) {
      sources.forEach(source -> noise.add(noise(scope, source)));
      return NDArrays.concat(noise, 0);
    }
  }

  /** Images of scaled latents (N, 4, h, w), one after the other. */
  public List<RgbImage> images(NDArray latents) {
    List<RgbImage> images = new ArrayList<>();
    for (long i = 0; i < latents.getShape().get(0); i++) {
      try (NDArray latent = latents.get(i + ":" + (i + 1))) {
        images.addAll(imagesAtOnce(latent));
      }
    }
    return images;
  }

  /**
   * The same in one pass of the decoder, which needs more memory than anything before it: some 130
   * MB a layer for an image of 512 x 512.
   */
  public List<RgbImage> imagesAtOnce(NDArray latents) {
    List<RgbImage> images = new ArrayList<>();
    try (NDArray unscaled = latents.div(autoencoder.config().scalingFactor());
        NDArray decoded = autoencoder.decode(unscaled)) {
      for (long i = 0; i < decoded.getShape().get(0); i++) {
        try (NDArray image = decoded.get(i + ":" + (i + 1))) {
          images.add(RgbImage.ofSigned(image));
        }
      }
    }
    return images;
  }

  @Override
  public void close() {
    denoiser.close();
  }
}
