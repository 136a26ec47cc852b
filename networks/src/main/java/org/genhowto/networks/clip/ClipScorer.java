package org.genhowto.networks.clip;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.text.Tokenizer;

/** CLIP with its tokenizer: how well images and texts agree. Several threads may use it. */
public final class ClipScorer implements AutoCloseable {
  /** Images that CLIP sees at once: its largest needs some 20 MB a layer for each. */
  private static final int AT_ONCE = 4;

  private final NDManager manager;
  private final ClipModel model;
  private final Tokenizer tokenizer;
  private final String version;

  private ClipScorer(NDManager manager, ClipModel model, Tokenizer tokenizer, String version) {
    this.manager = manager;
    this.model = model;
    this.tokenizer = tokenizer;
    this.version = version;
  }

  /**
   * Reads a CLIP checkpoint with its tokenizer, as Hugging Face writes it.
   *
   * @throws CheckpointException it cannot be read
   */
  public static ClipScorer load(Device device, Path folder) {
    return load(NDManager.newBaseManager(device), folder);
  }

  /** The same on the engine's usual device. */
  public static ClipScorer load(Path folder) {
    return load(NDManager.newBaseManager(), folder);
  }

  private static ClipScorer load(NDManager manager, Path folder) {
    try {
      ClipModel model = ClipModel.load(manager, folder);
      return new ClipScorer(
          manager,
          model,
          Tokenizer.load(folder, model.config().text().positions()),
          new ModelFolder(folder).version());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Version of the weights. */
  public String version() {
    return version;
  }

  /**
   * Cosines of their embeddings, in [-1, 1].
   *
   * @return (images, texts)
   */
  public float[][] cosines(List<RgbImage> images, List<String> texts) {
    float[][] cosines = new float[images.size()][texts.size()];
    try (NDManager scope = manager.newSubManager()) {
      NDArray ids = tokenizer.encode(scope, texts);
      for (int start = 0; start < images.size(); start += AT_ONCE) {
        List<RgbImage> some = images.subList(start, Math.min(images.size(), start + AT_ONCE));
        try (NDArray pixels = model.pixels(scope, some);
            NDArray values = model.cosines(pixels, ids)) {
          float[] rows = values.toFloatArray();
          for (int i = 0; i < some.size(); i++) {
            System.arraycopy(rows, i * texts.size(), cosines[start + i], 0, texts.size());
          }
        }
      }
    }
    return cosines;
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
    manager.close();
  }
}
