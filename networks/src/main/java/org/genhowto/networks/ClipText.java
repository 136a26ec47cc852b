package org.genhowto.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** CLIP's text tower alone, as diffusion models have it in their {@code text_encoder} folder. */
public final class ClipText implements AutoCloseable {
  private final ClipConfig.Text config;
  private final ScriptedNetwork network;

  private ClipText(ClipConfig.Text config, ScriptedNetwork network) {
    this.config = config;
    this.network = network;
  }

  /** Reads a folder of Hugging Face's CLIPTextModel, or the text tower of a CLIPModel. */
  public static ClipText load(NDManager parent, Path folder) {
    JsonNode json = new ModelFolder(folder).json("config.json");
    JsonNode inner = json.path("text_config");
    ClipConfig.Text config = ClipConfig.Text.read(inner.isObject() ? inner : json);
    Weights weights =
        Checkpoint.open(folder)
            .without(name -> !name.startsWith("text_model.") || name.endsWith(".position_ids"))
            .expect("CLIP's text tower", config.shapes())
            .map(parent);
    // The script is the whole model's; methods of the image tower are not called here.
    ClipConfig.Vision none =
        new ClipConfig.Vision(new ClipConfig.Tower(1, 1, 0, 1, "gelu", 1e-5), 1, 1);
    Map<String, Object> attributes = new LinkedHashMap<>(config.attributes());
    attributes.putAll(none.attributes());
    return new ClipText(config, ScriptedNetwork.of(parent, ClipModel.SCRIPT, attributes, weights));
  }

  public ClipConfig.Text config() {
    return config;
  }

  public ScriptedNetwork network() {
    return network;
  }

  /** The last hidden states after the final norm (B, N, width) of token ids (B, N), int64. */
  public NDArray hiddenStates(NDArray ids) {
    return network.call("text_hidden_states", false, ids).get(0);
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
