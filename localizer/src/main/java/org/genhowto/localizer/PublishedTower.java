package org.genhowto.localizer;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.genhowto.networks.Checkpoint;
import org.genhowto.networks.CheckpointException;

/**
 * Names of the image tower in a checkpoint of the original training code, which follow OpenAI's
 * CLIP, and in Hugging Face's CLIPModel. The only place that knows both.
 */
final class PublishedTower {
  static final String PREFIX = "backbone.";

  private static final Pattern LAYER =
      Pattern.compile("transformer\\.resblocks\\.(\\d+)\\.(.+[._])(weight|bias)");
  private static final String PACKED = "in_proj_";
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
          "attn.in_proj_", "self_attn." + PACKED,
          "attn.out_proj.", "self_attn.out_proj.",
          "ln_1.", "layer_norm1.",
          "ln_2.", "layer_norm2.",
          "mlp.c_fc.", "mlp.fc1.",
          "mlp.c_proj.", "mlp.fc2.");

  private PublishedTower() {}

  /**
   * The tower under the names of CLIPModel; the packed queries, keys and values taken apart.
   *
   * @param tower the tensors by name without {@link #PREFIX}
   */
  static Checkpoint renamed(Checkpoint tower) {
    Checkpoint renamed = tower.renamed(PublishedTower::renamed);
    for (String name : renamed.names()) {
      if (name.contains(PACKED)) {
        renamed =
            renamed.split(
                name,
                Stream.of("q_proj.", "k_proj.", "v_proj.")
                    .map(part -> name.replace(PACKED, part))
                    .toList());
      }
    }
    return renamed;
  }

  private static String renamed(String name) {
    String outer = OUTER.get(name);
    if (outer != null) {
      return TARGET + outer;
    }
    Matcher layer = LAYER.matcher(name);
    String inner = layer.matches() ? INNER.get(layer.group(2)) : null;
    if (inner == null) {
      throw new CheckpointException(
          "The checkpoint has a tensor %s%s; expected the image tower of CLIP."
              .formatted(PREFIX, name));
    }
    return TARGET + "encoder.layers." + layer.group(1) + "." + inner + layer.group(3);
  }
}
