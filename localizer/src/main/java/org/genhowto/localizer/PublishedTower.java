package org.genhowto.localizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names of the image tower in a checkpoint of the original training code, which follow OpenAI's
 * CLIP, and in Hugging Face's CLIPModel. The only place that knows both.
 */
final class PublishedTower {
  static final String PREFIX = "backbone.";

  private static final String LAYER = "transformer.resblocks.";
  private static final String TARGET = "vision_model.";

  private static final Map<String, String> OUTER =
      Map.of(
          "class_embedding", "embeddings.class_embedding",
          "positional_embedding", "embeddings.position_embedding.weight",
          "conv1.weight", "embeddings.patch_embedding.weight",
          "ln_pre.weight", "pre_layrnorm.weight",
          "ln_pre.bias", "pre_layrnorm.bias",
          "ln_post.weight", "post_layernorm.weight",
          "ln_post.bias", "post_layernorm.bias");

  private static final Map<String, String> INNER =
      Map.of(
          "attn.out_proj", "self_attn.out_proj",
          "ln_1", "layer_norm1",
          "ln_2", "layer_norm2",
          "mlp.c_fc", "mlp.fc1",
          "mlp.c_proj", "mlp.fc2");

  private PublishedTower() {}

  /**
   * The tensors under the names of CLIPModel; the packed queries, keys and values taken apart. They
   * belong to the managers of the given ones.
   *
   * @param tower tensors by name without {@link #PREFIX}
   */
  static Map<String, NDArray> renamed(Map<String, NDArray> tower) {
    Map<String, NDArray> renamed = new LinkedHashMap<>();
    tower.forEach(
        (name, tensor) -> {
          if (OUTER.containsKey(name)) {
            renamed.put(TARGET + OUTER.get(name), tensor);
          } else if (name.startsWith(LAYER)) {
            layer(renamed, name.substring(LAYER.length()), tensor);
          } else {
            throw unknown(name);
          }
        });
    return renamed;
  }

  private static void layer(Map<String, NDArray> renamed, String name, NDArray tensor) {
    int dot = name.indexOf('.');
    String target = TARGET + "encoder.layers." + name.substring(0, dot) + ".";
    String part = name.substring(dot + 1);
    if (part.startsWith("attn.in_proj_")) {
      String kind = "." + part.substring("attn.in_proj_".length());
      NDList parts = tensor.split(3); // queries, keys, values
      renamed.put(target + "self_attn.q_proj" + kind, parts.get(0));
      renamed.put(target + "self_attn.k_proj" + kind, parts.get(1));
      renamed.put(target + "self_attn.v_proj" + kind, parts.get(2));
      return;
    }
    int last = part.lastIndexOf('.');
    String own = INNER.get(part.substring(0, last));
    if (own == null) {
      throw unknown(LAYER + name);
    }
    renamed.put(target + own + part.substring(last), tensor);
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "The checkpoint has a tensor %s%s; expected the image tower of CLIP"
            .formatted(PREFIX, name));
  }
}
