package org.genhowto.networks.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.checkpoint.WholeFile;
import org.genhowto.networks.model.NetworkScript;
import org.genhowto.networks.model.ScriptedNetwork;

/**
 * CLIP's text tower alone, as diffusion models have it in their {@code text_encoder} folder.
 * Results belong to the manager of the first input. It may be used by several threads at once.
 */
public final class ClipText implements AutoCloseable {
  private final ClipConfig.Text config;
  private final ScriptedNetwork network;

  private ClipText(ClipConfig.Text config, ScriptedNetwork network) {
    this.config = config;
    this.network = network;
  }

  /**
   * Reads a folder of Hugging Face's CLIPTextModel or CLIPTextModelWithProjection, or the text
   * tower of a CLIPModel; or of a {@link WholeFile} with Stable Diffusion in its original layout.
   */
  public static ClipText load(NDManager parent, Path folder) {
    ClipConfig.Text config = config(folder);
    Weights weights = checkpoint(folder).map(parent);
    return new ClipText(
        config, ScriptedNetwork.of(parent, ClipModel.SCRIPT, attributes(config), weights));
  }

  /** The script is the whole model's; methods of the image tower are not called here. */
  private static Map<String, Object> attributes(ClipConfig.Text config) {
    Map<String, Object> attributes = new LinkedHashMap<>(config.attributes());
    attributes.putAll(ClipConfig.Vision.NONE.attributes());
    return attributes;
  }

  /** The tower without weights. */
  public static NetworkScript script(ClipConfig.Text config) {
    return new NetworkScript(
        ClipModel.SCRIPT,
        attributes(config),
        config.shapes(),
        new NetworkScript.Probe(
            "text_hidden_states",
            List.of(
                new NetworkScript.Input(
                    List.of(2L, (long) config.positions()), config.vocabulary()))));
  }

  /**
   * Checks that a folder has a text tower, without reading its numbers.
   *
   * @throws CheckpointException it has not, or another one than its config.json says
   */
  public static ClipConfig.Text require(Path folder) {
    checkpoint(folder);
    return config(folder);
  }

  /** The folder's weights, checked. */
  static Checkpoint checkpoint(Path folder) {
    return OriginalClipText.at(folder)
        .map(OriginalClipText::checkpoint)
        .orElseGet(
            () -> {
              ClipConfig.Text config = config(folder);
              return ClipTower.TEXT.checkpoint(folder, config.shapes(), config.tower().width());
            });
  }

  private static ClipConfig.Text config(Path folder) {
    return OriginalClipText.at(folder)
        .map(OriginalClipText::config)
        .orElseGet(() -> ClipConfig.Text.read(ClipTower.TEXT.config(folder)));
  }

  public ClipConfig.Text config() {
    return config;
  }

  public ScriptedNetwork network() {
    return network;
  }

  /**
   * What Hugging Face calls {@code last_hidden_state}: all tokens after the final norm.
   *
   * @param ids (B, N), int64
   * @return (B, N, width)
   */
  public NDArray hiddenStates(NDArray ids) {
    return network.call("text_hidden_states", ids).get(0);
  }

  /**
   * The hidden states where some tokens are not looked at.
   *
   * @param ids (B, N), int64
   * @param mask (B, N), int64: 0 where a token is padding
   * @return (B, N, width)
   */
  public NDArray hiddenStates(NDArray ids, NDArray mask) {
    return network.call("masked_text_hidden_states", ids, mask).get(0);
  }

  /**
   * What Hugging Face calls {@code pooler_output}: the hidden states at the end-of-text tokens.
   *
   * @param hiddenStates (B, N, width)
   * @param ids (B, N), int64
   * @return (B, width)
   */
  public NDArray features(NDArray hiddenStates, NDArray ids) {
    return network.call("text_feature", hiddenStates, ids).get(0);
  }

  /** Whether the checkpoint says how features go into the space that texts and images share. */
  boolean projects() {
    return network.weights().contains(ClipTower.TEXT.projection());
  }

  /**
   * Features (B, width) in the shared space (B, projection), not normalised: Hugging Face's {@code
   * text_embeds} of a CLIPTextModelWithProjection.
   */
  NDArray projected(NDArray features) {
    if (!projects()) {
      throw new IllegalStateException(
          "This text tower has no " + ClipTower.TEXT.projection() + ".");
    }
    return network.call("projected_text", features).get(0);
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
