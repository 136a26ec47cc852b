package org.genhowto.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.genhowto.networks.Normalization;
import org.genhowto.networks.RgbImage;

/**
 * Latents of many images, encoded once and kept in memory (64 KiB an image of 512x512 pixels), not
 * scaled.
 */
final class LatentBank {
  private static final int CHUNK = 16;

  private final Autoencoder autoencoder;
  private final int side;
  private final List<RgbImage> waiting = new ArrayList<>();
  private final List<float[]> latents = new ArrayList<>();
  private Shape shape = new Shape();

  /**
   * @param side images are cropped to their central square and resized to this side
   */
  LatentBank(Autoencoder autoencoder, int side) {
    this.autoencoder = autoencoder;
    this.side = side;
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
      int length = Math.toIntExact(shape.size());
      float[] all = encoded.toFloatArray();
      for (int i = 0; i < waiting.size(); i++) {
        latents.add(Arrays.copyOfRange(all, i * length, (i + 1) * length));
      }
    }
    waiting.clear();
  }

  int size() {
    return latents.size();
  }

  /** Some of the latents, times a factor, (B, C, h, w). */
  NDArray batch(NDManager scope, int[] indices, double factor) {
    int length = Math.toIntExact(shape.size());
    float[] values = new float[indices.length * length];
    for (int i = 0; i < indices.length; i++) {
      float[] latent = latents.get(indices[i]);
      for (int j = 0; j < length; j++) {
        values[i * length + j] = (float) (factor * latent[j]);
      }
    }
    return scope.create(values, new Shape(indices.length).addAll(shape));
  }

  /** Some of the latents, scaled as the denoiser's samples are, (B, C, h, w). */
  NDArray scaledBatch(NDManager scope, int[] indices) {
    return batch(scope, indices, autoencoder.config().scalingFactor());
  }

  /** One over the standard deviation of all numbers: the factor that gives them unit variance. */
  double unitFactor() {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (float[] latent : latents) {
      for (float value : latent) {
        sum += value;
        squares += (double) value * value;
        count++;
      }
    }
    double mean = sum / count;
    return 1 / Math.sqrt(squares / count - mean * mean);
  }
}
