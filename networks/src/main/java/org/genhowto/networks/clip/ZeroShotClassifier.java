package org.genhowto.networks.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.text.Tokenizer;

/**
 * Zero-shot classification: which of some texts CLIP finds nearest to an image. The texts are read
 * once. It may be used by several threads at once.
 */
public final class ZeroShotClassifier implements AutoCloseable {
  private final ClipModel clip;
  private final NDManager manager;
  private final NDArray texts;

  private ZeroShotClassifier(ClipModel clip, NDManager manager, NDArray texts) {
    this.clip = clip;
    this.manager = manager;
    this.texts = texts;
  }

  /** Borrows the model. */
  public static ZeroShotClassifier of(
      NDManager parent, ClipModel clip, Tokenizer tokenizer, List<String> prompts) {
    try (NDManager scope = parent.newSubManager()) {
      return of(parent, clip, tokenizer.encode(scope, prompts));
    }
  }

  /**
   * Borrows the model.
   *
   * @param ids the texts' tokens (T, N), int64
   */
  public static ZeroShotClassifier of(NDManager parent, ClipModel clip, NDArray ids) {
    NDManager manager = parent.newSubManager();
    NDArray texts = clip.textEmbeddings(ids);
    texts.attach(manager);
    return new ZeroShotClassifier(clip, manager, texts);
  }

  /**
   * What Hugging Face calls {@code logits_per_image}.
   *
   * @param pixels (B, 3, S, S)
   * @return (B, T), of the pixels' manager
   */
  public NDArray logits(NDArray pixels) {
    return clip.logits(clip.imageEmbeddings(pixels), texts);
  }

  /** For each image the probability of each text; those of an image add up to 1. */
  List<float[]> probabilities(List<RgbImage> images) {
    try (NDManager scope = manager.newSubManager()) {
      float[] all = logits(clip.pixels(scope, images)).softmax(1).toFloatArray();
      int count = all.length / images.size();
      List<float[]> rows = new ArrayList<>();
      for (int start = 0; start < all.length; start += count) {
        float[] row = new float[count];
        System.arraycopy(all, start, row, 0, count);
        rows.add(row);
      }
      return rows;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
