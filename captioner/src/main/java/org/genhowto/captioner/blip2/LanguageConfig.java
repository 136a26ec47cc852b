package org.genhowto.captioner.blip2;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Numbers of the OPT decoder, {@code text_config}; absent ones are those of OPT-125m.
 *
 * @param positions longest sequence, image tokens included
 * @param padToken stands after shorter captions of a batch
 */
public record LanguageConfig(
    int vocabulary,
    int width,
    int hidden,
    int layers,
    int heads,
    int positions,
    int startToken,
    int endToken,
    int padToken) {
  /** OPT leaves the first two rows of its position table unused. */
  private static final int POSITION_OFFSET = 2;

  static LanguageConfig of(JsonNode json) {
    Expected.same(json, "model_type", "opt");
    Expected.same(json, "activation_function", "relu");
    Expected.same(json, "do_layer_norm_before", "true");
    Expected.same(json, "_remove_final_layer_norm", "false");
    Expected.same(json, "enable_bias", "true");
    Expected.same(json, "layer_norm_elementwise_affine", "true");
    int width = json.path("hidden_size").asInt(768);
    Expected.same(json, "word_embed_proj_dim", Integer.toString(width));
    return new LanguageConfig(
        json.path("vocab_size").asInt(50272),
        width,
        json.path("ffn_dim").asInt(3072),
        json.path("num_hidden_layers").asInt(12),
        json.path("num_attention_heads").asInt(12),
        json.path("max_position_embeddings").asInt(2048),
        json.path("bos_token_id").asInt(2),
        json.path("eos_token_id").asInt(2),
        json.path("pad_token_id").asInt(1));
  }

  Map<String, Object> json() {
    return Map.ofEntries(
        Map.entry("model_type", "opt"),
        Map.entry("vocab_size", vocabulary),
        Map.entry("word_embed_proj_dim", width),
        Map.entry("hidden_size", width),
        Map.entry("ffn_dim", hidden),
        Map.entry("num_hidden_layers", layers),
        Map.entry("num_attention_heads", heads),
        Map.entry("max_position_embeddings", positions),
        Map.entry("activation_function", "relu"),
        Map.entry("do_layer_norm_before", true),
        Map.entry("bos_token_id", startToken),
        Map.entry("eos_token_id", endToken),
        Map.entry("pad_token_id", padToken));
  }

  Map<String, Object> attributes() {
    return Map.of(
        "language_layers", (long) layers,
        "language_heads", (long) heads,
        "language_width", (long) width);
  }

  /** Adds the tensors of a checkpoint, name to shape. */
  void shapes(Map<String, Shape> shapes) {
    String decoder = "language_model.model.decoder.";
    shapes.put(decoder + "embed_tokens.weight", new Shape(vocabulary, width));
    shapes.put(decoder + "embed_positions.weight", new Shape(positions + POSITION_OFFSET, width));
    for (int i = 0; i < layers; i++) {
      String layer = decoder + "layers." + i + ".";
      Shapes.norm(shapes, layer + "self_attn_layer_norm", width);
      for (String part : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
        Shapes.linear(shapes, layer + "self_attn." + part, width, width);
      }
      Shapes.norm(shapes, layer + "final_layer_norm", width);
      Shapes.linear(shapes, layer + "fc1", width, hidden);
      Shapes.linear(shapes, layer + "fc2", hidden, width);
    }
    Shapes.norm(shapes, decoder + "final_layer_norm", width);
  }
}
