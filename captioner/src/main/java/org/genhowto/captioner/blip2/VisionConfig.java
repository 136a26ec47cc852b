package org.genhowto.captioner.blip2;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Numbers of the vision tower, {@code vision_config}; absent ones are those of EVA-CLIP-g. */
public record VisionConfig(
    int imageSize, int patchSize, int width, int hidden, int layers, int heads, double epsilon) {

  static VisionConfig of(JsonNode json) {
    Expected.same(json, "hidden_act", "gelu");
    Expected.same(json, "qkv_bias", "true");
    return new VisionConfig(
        json.path("image_size").asInt(224),
        json.path("patch_size").asInt(14),
        json.path("hidden_size").asInt(1408),
        json.path("intermediate_size").asInt(6144),
        json.path("num_hidden_layers").asInt(39),
        json.path("num_attention_heads").asInt(16),
        json.path("layer_norm_eps").asDouble(1e-6));
  }

  Map<String, Object> json() {
    return Map.of(
        "model_type", "blip_2_vision_model",
        "image_size", imageSize,
        "patch_size", patchSize,
        "hidden_size", width,
        "intermediate_size", hidden,
        "num_hidden_layers", layers,
        "num_attention_heads", heads,
        "hidden_act", "gelu",
        "layer_norm_eps", epsilon);
  }

  Map<String, Object> attributes() {
    return Map.of(
        "vision_patch", (long) patchSize,
        "vision_layers", (long) layers,
        "vision_heads", (long) heads,
        "vision_eps", epsilon);
  }

  /** Adds the tensors of a checkpoint, name to shape. */
  public void shapes(Map<String, Shape> shapes) {
    int patches = (imageSize / patchSize) * (imageSize / patchSize);
    String embeddings = "vision_model.embeddings.";
    shapes.put(embeddings + "class_embedding", new Shape(1, 1, width));
    shapes.put(embeddings + "position_embedding", new Shape(1, patches + 1, width));
    shapes.put(embeddings + "patch_embedding.weight", new Shape(width, 3, patchSize, patchSize));
    shapes.put(embeddings + "patch_embedding.bias", new Shape(width));
    for (int i = 0; i < layers; i++) {
      String layer = "vision_model.encoder.layers." + i + ".";
      Shapes.norm(shapes, layer + "layer_norm1", width);
      Shapes.linear(shapes, layer + "self_attn.qkv", width, 3 * width);
      Shapes.linear(shapes, layer + "self_attn.projection", width, width);
      Shapes.norm(shapes, layer + "layer_norm2", width);
      Shapes.linear(shapes, layer + "mlp.fc1", width, hidden);
      Shapes.linear(shapes, layer + "mlp.fc2", hidden, width);
    }
    Shapes.norm(shapes, "vision_model.post_layernorm", width);
  }
}
