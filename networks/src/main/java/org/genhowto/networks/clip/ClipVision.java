package org.genhowto.networks.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.ScriptedNetwork;

/**
 * CLIP's image tower alone. Results belong to the manager of the input. It may be used by several
 * threads at once.
 */
public final class ClipVision implements AutoCloseable {
  private final ClipConfig.Vision config;
  private final ScriptedNetwork network;

  private ClipVision(ClipConfig.Vision config, ScriptedNetwork network) {
    this.config = config;
    this.network = network;
  }

  /**
   * Reads a folder of Hugging Face's CLIPVisionModel or CLIPVisionModelWithProjection, or the image
   * tower of a CLIPModel.
   */
  public static ClipVision load(NDManager parent, Path folder) {
    return of(parent, config(folder), checkpoint(folder));
  }

  /** A tower of a checkpoint that has no config.json; without projection. */
  public static ClipVision load(NDManager parent, ClipConfig.Vision config, Checkpoint checkpoint) {
    return of(parent, config, checkpoint.expect(ClipTower.IMAGE.name(), config.shapes()));
  }

  private static ClipVision of(NDManager parent, ClipConfig.Vision config, Checkpoint checkpoint) {
    Weights weights = checkpoint.map(parent);
    // The script is the whole model's; methods of the text tower are not called here.
    Map<String, Object> attributes = new LinkedHashMap<>(config.attributes());
    attributes.putAll(ClipConfig.Text.NONE.attributes());
    return new ClipVision(
        config, ScriptedNetwork.of(parent, ClipModel.SCRIPT, attributes, weights));
  }

  /** The folder's weights, checked. */
  static Checkpoint checkpoint(Path folder) {
    ClipConfig.Vision config = config(folder);
    return ClipTower.IMAGE.checkpoint(folder, config.shapes(), config.tower().width());
  }

  private static ClipConfig.Vision config(Path folder) {
    return ClipConfig.Vision.read(ClipTower.IMAGE.config(folder));
  }

  public ClipConfig.Vision config() {
    return config;
  }

  /**
   * Images as this tower wants them (B, 3, S, S): short side to S, centre square, CLIP's colours.
   */
  public NDArray pixels(NDManager manager, List<RgbImage> images) {
    return config.pixels(manager, images);
  }

  /**
   * What Hugging Face calls {@code last_hidden_state}: all tokens after the encoder, the class
   * token first.
   *
   * @param pixels (B, 3, S, S)
   * @return (B, 1 + patches, width)
   */
  public NDArray tokens(NDArray pixels) {
    return network.call("image_tokens", pixels).get(0);
  }

  /**
   * What Hugging Face calls {@code pooler_output}: the class token after the last norm.
   *
   * @param tokens (B, 1 + patches, width)
   * @return (B, width)
   */
  public NDArray features(NDArray tokens) {
    return network.call("class_feature", tokens).get(0);
  }

  /** Both steps in one: {@code pooler_output} (B, width) of pixels (B, 3, S, S). */
  public NDArray imageFeatures(NDArray pixels) {
    return network.call("image_features", pixels).get(0);
  }

  /** Whether the checkpoint says how features go into the space that texts and images share. */
  boolean projects() {
    return network.weights().contains(ClipTower.IMAGE.projection());
  }

  /**
   * Features (B, width) in the shared space (B, projection), not normalised: Hugging Face's {@code
   * image_embeds} of a CLIPVisionModelWithProjection.
   */
  NDArray projected(NDArray features) {
    if (!projects()) {
      throw new IllegalStateException(
          "This image tower has no " + ClipTower.IMAGE.projection() + ".");
    }
    return network.call("projected_image", features).get(0);
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
