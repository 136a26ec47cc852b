package org.genhowto.evaluator;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.ClipModel;
import org.genhowto.networks.Images;
import org.genhowto.networks.ModelFolder;
import org.genhowto.networks.RgbImage;
import org.genhowto.networks.Torch;

/**
 * CLIP's class token after the last layer norm, before the projection, as the downstream classifier
 * of the paper uses it. The distances are measured on the same vector.
 */
public final class ClipFeatures implements FeatureExtractor, AutoCloseable {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final ClipModel clip;
  private final String version;

  private ClipFeatures(Path folder) {
    Torch.prepare();
    this.clip = ClipModel.load(manager, folder);
    this.version = new ModelFolder(folder).version();
  }

  /** Loads the CLIP checkpoint of a folder. */
  public static ClipFeatures load(Path folder) {
    return new ClipFeatures(folder);
  }

  @Override
  public Features features(byte[] image) {
    RgbImage decoded;
    try {
      decoded = Images.decode(image);
    } catch (Images.UnreadableImageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    Torch.prepare();
    try (NDManager scope = manager.newSubManager()) {
      float[] features = clip.imageFeatures(clip.pixels(scope, List.of(decoded))).toFloatArray();
      return new Features(features, features);
    }
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void close() {
    clip.close();
    manager.close();
  }
}
