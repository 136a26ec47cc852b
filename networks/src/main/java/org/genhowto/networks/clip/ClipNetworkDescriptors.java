package org.genhowto.networks.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.model.NamedNetwork;
import org.genhowto.networks.model.NamedTensors;
import org.genhowto.networks.model.PublishedNetwork;
import org.genhowto.networks.model.PublishedNetwork.Signature;

/** CLIP's towers as Hugging Face's transformers calls them. */
public final class ClipNetworkDescriptors {
  private static final List<String> TEXT = List.of("input_ids (B,N)", "[attention_mask (B,N)]");

  private ClipNetworkDescriptors() {}

  /** The image tower, the text tower, and the text tower as diffusion models have it. */
  public static List<PublishedNetwork> networks() {
    return List.of(
        new PublishedNetwork(
            new Signature("clip-image", "CLIPVisionModel", List.of("pixel_values (B,3,S,S)")),
            place -> place.configuredFor("clip", "CLIPModel", "clip_vision_model"),
            place -> ClipVision.checkpoint(place.folder()),
            (parent, place) -> {
              ClipVision tower = ClipVision.load(parent, place.folder());
              return new NamedNetwork(inputs -> image(tower, inputs), tower::close);
            }),
        new PublishedNetwork(
            new Signature("clip-text", "CLIPTextModelWithProjection", TEXT),
            place -> place.configuredFor("clip", "CLIPModel", "CLIPTextModelWithProjection"),
            place -> ClipText.checkpoint(place.folder()),
            ClipNetworkDescriptors::text),
        new PublishedNetwork(
            new Signature("text-encoder", "CLIPTextModel", TEXT),
            place ->
                place.configuredFor("CLIPTextModel", "clip_text_model")
                    || place.called("text_encoder"),
            place -> ClipText.checkpoint(place.folder()),
            ClipNetworkDescriptors::text));
  }

  /** last_hidden_state, pooler_output and, where there is a projection, image_embeds. */
  private static Map<String, NDArray> image(ClipVision tower, NamedTensors inputs) {
    NDArray pixels = inputs.floats("pixel_values", 4);
    inputs.requireAllRead();
    NDArray tokens = tower.tokens(pixels);
    NDArray features = tower.features(tokens);
    Map<String, NDArray> outputs = outputs(tokens, features);
    if (tower.projects()) {
      outputs.put("image_embeds", tower.projected(features));
    }
    return outputs;
  }

  private static NamedNetwork text(NDManager parent, ModelLocation place) {
    ClipText tower = ClipText.load(parent, place.folder());
    return new NamedNetwork(inputs -> text(tower, inputs), tower::close);
  }

  /** last_hidden_state, pooler_output and, where there is a projection, text_embeds. */
  private static Map<String, NDArray> text(ClipText tower, NamedTensors inputs) {
    NDArray ids = inputs.integers("input_ids", 2);
    NDArray mask = inputs.findIntegers("attention_mask", 2).orElse(null);
    inputs.requireAllRead();
    NDArray states = mask == null ? tower.hiddenStates(ids) : tower.hiddenStates(ids, mask);
    NDArray features = tower.features(states, ids);
    Map<String, NDArray> outputs = outputs(states, features);
    if (tower.projects()) {
      outputs.put("text_embeds", tower.projected(features));
    }
    return outputs;
  }

  private static Map<String, NDArray> outputs(NDArray states, NDArray features) {
    Map<String, NDArray> outputs = new LinkedHashMap<>();
    outputs.put("last_hidden_state", states);
    outputs.put("pooler_output", features);
    return outputs;
  }
}
