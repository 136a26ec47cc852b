package org.genhowto.captioner.blip2;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Numbers of the Q-Former, {@code qformer_config}; absent ones are those of BERT base.
 *
 * @param crossAttentionFrequency every so many layers, from the first, read the image
 */
public record QueryConfig(
    int queries,
    int width,
    int hidden,
    int layers,
    int heads,
    int crossAttentionFrequency,
    double epsilon) {

  static QueryConfig of(JsonNode json, int queries) {
    Expected.same(json, "hidden_act", "gelu");
    Expected.same(json, "position_embedding_type", "absolute");
    Expected.same(json, "use_qformer_text_input", "false");
    return new QueryConfig(
        queries,
        json.path("hidden_size").asInt(768),
        json.path("intermediate_size").asInt(3072),
        json.path("num_hidden_layers").asInt(12),
        json.path("num_attention_heads").asInt(12),
        json.path("cross_attention_frequency").asInt(2),
        json.path("layer_norm_eps").asDouble(1e-12));
  }

  Map<String, Object> json(int imageWidth) {
    return Map.of(
        "model_type", "blip_2_qformer",
        "hidden_size", width,
        "intermediate_size", hidden,
        "num_hidden_layers", layers,
        "num_attention_heads", heads,
        "cross_attention_frequency", crossAttentionFrequency,
        "encoder_hidden_size", imageWidth,
        "hidden_act", "gelu",
        "layer_norm_eps", epsilon);
  }

  Map<String, Object> attributes() {
    return Map.of(
        "query_layers", (long) layers,
        "query_heads", (long) heads,
        "cross_attention_frequency", (long) crossAttentionFrequency,
        "query_eps", epsilon);
  }

  /** Adds the tensors of a checkpoint, name to shape. */
  void shapes(Map<String, Shape> shapes, int imageWidth) {
    shapes.put("query_tokens", new Shape(1, queries, width));
    Shapes.norm(shapes, "qformer.layernorm", width);
    for (int i = 0; i < layers; i++) {
      String layer = "qformer.encoder.layer." + i + ".";
      attention(shapes, layer + "attention", width);
      if (i % crossAttentionFrequency == 0) {
        attention(shapes, layer + "crossattention", imageWidth);
      }
      Shapes.linear(shapes, layer + "intermediate_query.dense", width, hidden);
      Shapes.linear(shapes, layer + "output_query.dense", hidden, width);
      Shapes.norm(shapes, layer + "output_query.LayerNorm", width);
    }
  }

  private void attention(Map<String, Shape> shapes, String name, int sourceWidth) {
    Shapes.linear(shapes, name + ".attention.query", width, width);
    Shapes.linear(shapes, name + ".attention.key", sourceWidth, width);
    Shapes.linear(shapes, name + ".attention.value", sourceWidth, width);
    Shapes.linear(shapes, name + ".output.dense", width, width);
    Shapes.norm(shapes, name + ".output.LayerNorm", width);
  }
}
