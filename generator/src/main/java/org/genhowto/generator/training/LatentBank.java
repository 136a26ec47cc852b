package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;

/**
 * Latents of many images, encoded once, not scaled. They lie in a file, 64 KiB an image of 512x512
 * pixels, so that a large data set needs no more memory than a small one.
 */
final class LatentBank implements AutoCloseable {
  private static final int CHUNK = 16;

  private final Autoencoder autoencoder;
  private final int side;
  private final List<RgbImage> waiting = new ArrayList<>();
  private final VectorFile latents;
  private Shape shape = new Shape();

  /**
   * @param side images are cropped to their central square and resized to this side
   * @param folder where the file is, until this is closed
   */
  LatentBank(Autoencoder autoencoder, int side, Path folder) {
    this.autoencoder = autoencoder;
    this.side = side;
    this.latents = VectorFile.in(folder);
  }

  void add(NDManager manager, RgbImage image) {
    waiting.add(LatentDiffusion.square(image, side));
    if (waiting.size() == CHUNK) {
      encodeWaiting(manager);
    }
  }

  /** Encodes what still waits; call it after the last add. */
  void encodeWaiting(NDManager manager) {
    if (waiting.isEmpty()) {
      return;
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray encoded = autoencoder.encode(RgbImage.toArray(scope, waiting, Normalization.SIGNED));
      shape = encoded.getShape().slice(1);
      latents.add(encoded.toFloatArray(), length());
    }
    waiting.clear();
  }

  int size() {
    return latents.size();
  }

  /** Some of the latents, times a factor, (B, C, h, w). */
  NDArray batch(NDManager scope, int[] indices, double factor) {
    FloatBuffer values = FloatBuffer.allocate(indices.length * length());
    for (int index : indices) {
      latents.read(index, values);
    }
    float[] scaled = values.array();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (factor * scaled[i]);
    }
    return scope.create(scaled, new Shape(indices.length).addAll(shape));
  }

  /** Some of the latents, scaled as the denoiser's samples are, (B, C, h, w). */
  NDArray scaledBatch(NDManager scope, int[] indices) {
    return batch(scope, indices, autoencoder.config().scalingFactor());
  }

  /** One over the standard deviation of all numbers: the factor that gives them unit variance. */
  double unitFactor() {
    double sum = 0;
    double squares = 0;
    FloatBuffer latent = FloatBuffer.allocate(length());
    for (int i = 0; i < latents.size(); i++) {
      latents.read(i, latent.clear());
      for (float value : latent.array()) {
        sum += value;
        squares += (double) value * value;
      }
    }
    double count = (double) latents.size() * length();
    double mean = sum / count;
    return 1 / Math.sqrt(squares / count - mean * mean);
  }

  /** How many numbers a latent has. */
  private int length() {
    return Math.toIntExact(shape.size());
  }

  @Override
  public void close() {
    latents.close();
  }
}
