package org.genhowto.generator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.networks.image.RgbImage;

/**
 * Latents of input images and of what is to come of them, and the words for it. A pair takes 128
 * KiB of disk for images of 512x512 pixels, and its words in memory.
 */
final class LatentPairs implements AutoCloseable {
  private final LatentBank before;
  private final LatentBank after;
  private final List<String> texts = new ArrayList<>();
  private final PromptBank prompts;

  /**
   * @param side of the images, in pixels
   * @param folder where the latents are, until this is closed
   */
  LatentPairs(Autoencoder autoencoder, int side, TextEncoder text, Path folder) {
    this.before = new LatentBank(autoencoder, side, folder);
    this.after = new LatentBank(autoencoder, side, folder);
    this.prompts = new PromptBank(text);
  }

  void add(NDManager manager, RgbImage input, RgbImage output, String text) {
    before.add(manager, input);
    after.add(manager, output);
    texts.add(text);
  }

  /** Encodes what still waits; call it after the last add. */
  void encodeWaiting(NDManager manager) {
    before.encodeWaiting(manager);
    after.encodeWaiting(manager);
  }

  int size() {
    return texts.size();
  }

  /** Latents of inputs (B, 4, h, w), not scaled. */
  NDArray inputs(NDManager scope, int[] indices) {
    return before.batch(scope, indices, 1);
  }

  /** Latents of outputs (B, 4, h, w), scaled as the denoiser's samples are. */
  NDArray outputs(NDManager scope, int[] indices) {
    return after.scaledBatch(scope, indices);
  }

  /**
   * Embeddings (B, L, D) of the texts.
   *
   * @param dropped whether the text at a place of the batch is left out
   */
  NDArray words(NDManager scope, int[] indices, IntPredicate dropped) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < indices.length; i++) {
      chosen.add(dropped.test(i) ? "" : texts.get(indices[i]));
    }
    return prompts.batch(scope, chosen);
  }

  @Override
  public void close() {
    before.close();
    after.close();
  }
}
