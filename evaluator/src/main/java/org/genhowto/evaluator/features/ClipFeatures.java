package org.genhowto.evaluator.features;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.clip.ClipModel;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.text.Tokenizer;
import org.genhowto.networks.torch.Torch;
import org.jspecify.annotations.Nullable;

/**
 * CLIP's class token after the last layer norm, before the projection, as the downstream classifier
 * of the paper uses it. By itself it serves the distances too.
 */
public final class ClipFeatures implements FeatureExtractor, ImageFeatures {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final ClipModel clip;
  private final String version;
  private final Path folder;
  private @Nullable Tokenizer tokenizer;

  private ClipFeatures(Path folder) {
    Torch.prepare();
    this.clip = ClipModel.load(manager, folder);
    this.folder = folder;
    this.version = new ModelFolder(folder).version();
  }

  /** Loads the CLIP checkpoint of a folder. */
  public static ClipFeatures load(Path folder) {
    return new ClipFeatures(folder);
  }

  @Override
  public Features features(byte[] image) {
    FeatureVector vector = vector(decoded(image));
    return new Features(vector, vector);
  }

  /** The class token of one image. */
  @Override
  public FeatureVector vector(RgbImage image) {
    Torch.prepare();
    try (NDManager scope = manager.newSubManager()) {
      NDArray features = clip.imageFeatures(clip.pixels(scope, List.of(image)));
      return new FeatureVector(features.toFloatArray(), version);
    }
  }

  /**
   * Decodes an image.
   *
   * @throws IllegalArgumentException the bytes are no image that can be read
   */
  public static RgbImage decoded(byte[] image) {
    try {
      return Images.decode(image);
    } catch (Images.UnreadableImageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized double agreement(byte[] image, String prompt) {
    Torch.prepare();
    if (tokenizer == null) {
      tokenizer = Tokenizer.load(folder, clip.config().text().positions());
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray ids = tokenizer.encode(scope, List.of(prompt));
      return clip.cosines(clip.pixels(scope, List.of(decoded(image))), ids).toFloatArray()[0];
    }
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public synchronized void close() {
    if (tokenizer != null) {
      tokenizer.close();
    }
    clip.close();
    manager.close();
  }
}
