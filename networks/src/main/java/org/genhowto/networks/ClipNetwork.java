package org.genhowto.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CLIP's towers as Hugging Face's transformers calls them. */
public enum ClipNetwork implements PublishedNetwork {
  IMAGE("clip-image", "CLIPVisionModel", List.of("pixel_values (B,3,S,S)")) {
    @Override
    public boolean lies(ModelPlace place) {
      return place.configuredFor("clip", "CLIPModel", "clip_vision_model");
    }

    @Override
    public Checkpoint checkpoint(ModelPlace place) {
      return ClipVision.checkpoint(place.folder());
    }

    @Override
    public ReferenceNetwork load(NDManager parent, ModelPlace place) {
      return new ImageTower(ClipVision.load(parent, place.folder()));
    }
  },

  TEXT(
      "clip-text",
      "CLIPTextModelWithProjection",
      List.of("input_ids (B,N)", "[attention_mask (B,N)]")) {
    @Override
    public boolean lies(ModelPlace place) {
      return place.configuredFor("clip", "CLIPModel", "CLIPTextModelWithProjection");
    }

    @Override
    public Checkpoint checkpoint(ModelPlace place) {
      return ClipText.checkpoint(place.folder());
    }

    @Override
    public ReferenceNetwork load(NDManager parent, ModelPlace place) {
      return new TextTower(ClipText.load(parent, place.folder()));
    }
  },

  /** What diffusion models are conditioned on. */
  TEXT_ENCODER(
      "text-encoder", "CLIPTextModel", List.of("input_ids (B,N)", "[attention_mask (B,N)]")) {
    @Override
    public boolean lies(ModelPlace place) {
      return place.configuredFor("CLIPTextModel", "clip_text_model")
          || place.called("text_encoder");
    }

    @Override
    public Checkpoint checkpoint(ModelPlace place) {
      return ClipText.checkpoint(place.folder());
    }

    @Override
    public ReferenceNetwork load(NDManager parent, ModelPlace place) {
      return new TextTower(ClipText.load(parent, place.folder()));
    }
  };

  private final String spelling;
  private final String reference;
  private final List<String> inputs;

  ClipNetwork(String spelling, String reference, List<String> inputs) {
    this.spelling = spelling;
    this.reference = reference;
    this.inputs = inputs;
  }

  @Override
  public String spelling() {
    return spelling;
  }

  @Override
  public String reference() {
    return reference;
  }

  @Override
  public List<String> inputs() {
    return inputs;
  }

  /** last_hidden_state, pooler_output and, where there is a projection, image_embeds. */
  private record ImageTower(ClipVision tower) implements ReferenceNetwork {
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray pixels = inputs.floats("pixel_values", 4);
      inputs.requireAllRead();
      Map<String, NDArray> outputs = new LinkedHashMap<>();
      NDArray tokens = tower.tokens(pixels);
      NDArray features = tower.features(tokens);
      outputs.put("last_hidden_state", tokens);
      outputs.put("pooler_output", features);
      if (tower.projects()) {
        outputs.put("image_embeds", tower.projected(features));
      }
      return outputs;
    }

    @Override
    public void close() {
      tower.close();
    }
  }

  /** last_hidden_state, pooler_output and, where there is a projection, text_embeds. */
  private record TextTower(ClipText tower) implements ReferenceNetwork {
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray ids = inputs.integers("input_ids", 2);
      NDArray mask = inputs.findIntegers("attention_mask", 2).orElse(null);
      inputs.requireAllRead();
      NDArray states = mask == null ? tower.hiddenStates(ids) : tower.hiddenStates(ids, mask);
      NDArray features = tower.features(states, ids);
      Map<String, NDArray> outputs = new LinkedHashMap<>();
      outputs.put("last_hidden_state", states);
      outputs.put("pooler_output", features);
      if (tower.projects()) {
        outputs.put("text_embeds", tower.projected(features));
      }
      return outputs;
    }

    @Override
    public void close() {
      tower.close();
    }
  }
}
