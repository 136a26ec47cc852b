package org.genhowto.localizer.network;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.clip.ClipConfig;

/**
 * Names of the image tower in a checkpoint of the original training code, which follow OpenAI's
 * CLIP, and in Hugging Face's CLIPModel. The only place that knows both.
 */
final class PublishedTower {
  private static final String PREFIX = "backbone.";

  private static final Pattern LAYER =
      Pattern.compile("transformer\\.resblocks\\.(\\d+)\\.(.+[._])(weight|bias)");
  private static final String PACKED = "in_proj_";

  /** Width of an attention head. */
  private static final int HEAD = 64;

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
   * The tower that a checkpoint brings, under the names of CLIPModel, the packed queries, keys and
   * values taken apart; empty where it holds heads alone.
   */
  static Optional<Checkpoint> in(Checkpoint checkpoint) {
    Checkpoint tower = checkpoint.under(PREFIX);
    return tower.names().isEmpty() ? Optional.empty() : Optional.of(renamed(tower));
  }

  private static Checkpoint renamed(Checkpoint tower) {
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

  /** The sizes of a renamed tower, which its tensors tell, as the original code takes them. */
  static ClipConfig.Vision sizes(Checkpoint renamed) {
    Map<String, Shape> shapes = renamed.shapes();
    Shape patches = shape(shapes, "embeddings.patch_embedding.weight");
    int width = (int) patches.get(0);
    int patch = (int) patches.get(3);
    long positions = shape(shapes, "embeddings.position_embedding.weight").get(0) - 1;
    int layers = 0;
    while (shapes.containsKey(TARGET + "encoder.layers." + layers + ".mlp.fc1.weight")) {
      layers++;
    }
    int mlp = (int) shape(shapes, "encoder.layers.0.mlp.fc1.weight").get(0);
    int heads = Math.max(1, width / HEAD);
    return new ClipConfig.Vision(
        new ClipConfig.Tower(width, mlp, layers, heads, "quick_gelu", 1e-5),
        (int) Math.round(Math.sqrt((double) positions)) * patch,
        patch);
  }

  private static Shape shape(Map<String, Shape> shapes, String name) {
    Shape shape = shapes.get(TARGET + name);
    if (shape == null) {
      throw new CheckpointException(
          "The image tower of the checkpoint has no %s.".formatted(TARGET + name));
    }
    return shape;
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
