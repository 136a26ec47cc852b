package org.genhowto.networks.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;

/**
 * The numbers of a CLIP model, as in Hugging Face's {@code config.json}; what the file leaves out
 * has that library's defaults.
 *
 * @param projection the width of the shared space
 */
public record ClipConfig(Text text, Vision vision, int projection) {

  /** Of openai/clip-vit-large-patch14. */
  public static final ClipConfig LARGE_PATCH_14 =
      new ClipConfig(
          new Text(new Tower(768, 3072, 12, 12, "quick_gelu", 1e-5), 49408, 77, 49407),
          new Vision(new Tower(1024, 4096, 24, 16, "quick_gelu", 1e-5), 224, 14),
          768);

  /** A transformer's sizes. */
  public record Tower(int width, int mlp, int layers, int heads, String activation, double eps) {
    private static final Tower NONE = new Tower(1, 1, 0, 1, "gelu", 1e-5);

    public Tower {
      if (width % heads != 0) {
        throw new IllegalArgumentException(
            "A width of " + width + " is not divisible by " + heads + " attention heads.");
      }
      if (!activation.equals("quick_gelu") && !activation.equals("gelu")) {
        throw new IllegalArgumentException(
            "The activation " + activation + " is not known: quick_gelu and gelu are.");
      }
    }

    boolean quick() {
      return activation.equals("quick_gelu");
    }

    private static Tower read(JsonNode json, int width, int heads) {
      return new Tower(
          json.path("hidden_size").asInt(width),
          json.path("intermediate_size").asInt(4 * width),
          json.path("num_hidden_layers").asInt(12),
          json.path("num_attention_heads").asInt(heads),
          json.path("hidden_act").asText("quick_gelu"),
          json.path("layer_norm_eps").asDouble(1e-5));
    }

    private void shapes(String prefix, Map<String, Shape> shapes) {
      for (int i = 0; i < layers; i++) {
        String layer = prefix + ".encoder.layers." + i;
        for (String projection : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
          linear(layer + ".self_attn." + projection, width, width, shapes);
        }
        norm(layer + ".layer_norm1", width, shapes);
        linear(layer + ".mlp.fc1", width, mlp, shapes);
        linear(layer + ".mlp.fc2", mlp, width, shapes);
        norm(layer + ".layer_norm2", width, shapes);
      }
    }
  }

  /**
   * The text tower.
   *
   * @param positions the longest text in tokens
   * @param eos the id of the end-of-text token, at which the text embedding is read
   */
  public record Text(Tower tower, int vocabulary, int positions, int eos) {
    /** Of Stable Diffusion 2: ViT-H of OpenCLIP without its last layer. */
    public static final Text STABLE_DIFFUSION_2 =
        new Text(new Tower(1024, 4096, 23, 16, "gelu", 1e-5), 49408, 77, 49407);

    /** For a script that is used for images alone. */
    static final Text NONE = new Text(Tower.NONE, 1, 1, 0);

    static Text read(JsonNode json) {
      return new Text(
          Tower.read(json, 512, 8),
          json.path("vocab_size").asInt(49408),
          json.path("max_position_embeddings").asInt(77),
          json.path("eos_token_id").asInt(49407));
    }

    /** The tensors of Hugging Face's CLIPTextModel. */
    Map<String, Shape> shapes() {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      String embeddings = "text_model.embeddings.";
      shapes.put(embeddings + "token_embedding.weight", new Shape(vocabulary, tower.width));
      shapes.put(embeddings + "position_embedding.weight", new Shape(positions, tower.width));
      tower.shapes("text_model", shapes);
      norm("text_model.final_layer_norm", tower.width, shapes);
      return shapes;
    }

    Map<String, Object> attributes() {
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("text_layers", tower.layers);
      attributes.put("text_heads", tower.heads);
      attributes.put("text_eps", tower.eps);
      attributes.put("text_quick", tower.quick());
      attributes.put("eos", eos);
      return attributes;
    }
  }

  /**
   * The image tower.
   *
   * @param image the side of its square images in pixels
   * @param patch the side of a patch in pixels
   */
  public record Vision(Tower tower, int image, int patch) {
    /** For a script that is used for texts alone. */
    static final Vision NONE = new Vision(Tower.NONE, 1, 1);

    public Vision {
      if (image % patch != 0) {
        throw new IllegalArgumentException(
            "Images of " + image + " pixels do not divide into patches of " + patch + ".");
      }
    }

    static Vision read(JsonNode json) {
      return new Vision(
          Tower.read(json, 768, 12),
          json.path("image_size").asInt(224),
          json.path("patch_size").asInt(32));
    }

    /** Images as the tower wants them (B, 3, S, S). */
    NDArray pixels(NDManager manager, List<RgbImage> images) {
      return RgbImage.toArray(
          manager,
          images.stream().map(picture -> picture.resizeToCover(image)).toList(),
          Normalization.CLIP);
    }

    /** The tensors of Hugging Face's CLIPVisionModel. */
    public Map<String, Shape> shapes() {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      long patches = (long) (image / patch) * (image / patch);
      String embeddings = "vision_model.embeddings.";
      shapes.put(embeddings + "class_embedding", new Shape(tower.width));
      shapes.put(embeddings + "patch_embedding.weight", new Shape(tower.width, 3, patch, patch));
      shapes.put(embeddings + "position_embedding.weight", new Shape(patches + 1, tower.width));
      norm("vision_model.pre_layrnorm", tower.width, shapes);
      tower.shapes("vision_model", shapes);
      norm("vision_model.post_layernorm", tower.width, shapes);
      return shapes;
    }

    Map<String, Object> attributes() {
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("vision_layers", tower.layers);
      attributes.put("vision_heads", tower.heads);
      attributes.put("vision_eps", tower.eps);
      attributes.put("vision_quick", tower.quick());
      attributes.put("patch", patch);
      return attributes;
    }
  }

  /** Reads a CLIPModel's {@code config.json}. */
  @SuppressWarnings("ReferenceEquality") // A tower that stands alone is the very same node.
  public static ClipConfig read(JsonNode json) {
    JsonNode text = tower(json, "text_config");
    JsonNode vision = tower(json, "vision_config");
    if (text == json || vision == json) {
      throw new IllegalArgumentException(
          "This config.json is not a CLIP model's: it needs text_config and vision_config.");
    }
    return new ClipConfig(Text.read(text), Vision.read(vision), projection(json));
  }

  /**
   * The part of a {@code config.json} that describes one tower: all of it where the tower stands
   * alone. Older files say the same again under {@code text_config_dict}, which goes before.
   */
  static JsonNode tower(JsonNode json, String part) {
    for (String key : List.of(part + "_dict", part)) {
      if (json.path(key).isObject()) {
        return json.path(key);
      }
    }
    return json;
  }

  /** The width of the shared space that a {@code config.json} states. */
  static int projection(JsonNode json) {
    return json.path("projection_dim").asInt(512);
  }

  /** All tensors of Hugging Face's CLIPModel. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>(text.shapes());
    shapes.putAll(vision.shapes());
    shapes.put("visual_projection.weight", new Shape(projection, vision.tower.width));
    shapes.put("text_projection.weight", new Shape(projection, text.tower.width));
    shapes.put("logit_scale", new Shape());
    return shapes;
  }

  Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>(text.attributes());
    attributes.putAll(vision.attributes());
    return attributes;
  }

  /** The content of a {@code config.json} that Hugging Face's CLIPModel reads. */
  public Map<String, Object> json() {
    Map<String, Object> texts = json(text.tower);
    texts.put("model_type", "clip_text_model");
    texts.put("vocab_size", text.vocabulary);
    texts.put("max_position_embeddings", text.positions);
    texts.put("eos_token_id", text.eos);
    texts.put("projection_dim", projection);
    Map<String, Object> images = json(vision.tower);
    images.put("model_type", "clip_vision_model");
    images.put("image_size", vision.image);
    images.put("patch_size", vision.patch);
    images.put("projection_dim", projection);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("architectures", new String[] {"CLIPModel"});
    all.put("model_type", "clip");
    all.put("projection_dim", projection);
    all.put("text_config", texts);
    all.put("vision_config", images);
    return all;
  }

  private static Map<String, Object> json(Tower tower) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("hidden_size", tower.width);
    json.put("intermediate_size", tower.mlp);
    json.put("num_hidden_layers", tower.layers);
    json.put("num_attention_heads", tower.heads);
    json.put("hidden_act", tower.activation);
    json.put("layer_norm_eps", tower.eps);
    return json;
  }

  private static void linear(String name, long in, long out, Map<String, Shape> shapes) {
    shapes.put(name + ".weight", new Shape(out, in));
    shapes.put(name + ".bias", new Shape(out));
  }

  private static void norm(String name, long width, Map<String, Shape> shapes) {
    shapes.put(name + ".weight", new Shape(width));
    shapes.put(name + ".bias", new Shape(width));
  }
}
