package org.genhowto.networks.clip;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.WholeFile;

/**
 * The text tower in a file that holds all of Stable Diffusion in its original layout: version 1 has
 * it under the names of transformers, version 2 under those of OpenCLIP. What no tensor tells is as
 * in both versions: heads of 64 numbers, and the end of a text as the last token of the vocabulary.
 */
record OriginalClipText(ClipConfig.Text config, Checkpoint checkpoint) {
  private static final String TRANSFORMERS = "cond_stage_model.transformer.";
  private static final String OPEN_CLIP = "cond_stage_model.model.";
  private static final String TOKENS = "text_model.embeddings.token_embedding.weight";
  private static final String POSITIONS = "text_model.embeddings.position_embedding.weight";
  private static final String LAYER = "text_model.encoder.layers.";
  private static final int HEAD = 64;

  /** OpenCLIP's names, and those of transformers. */
  private static final Map<String, String> NAMES =
      Map.of(
          "token_embedding.",
          "text_model.embeddings.token_embedding.",
          "positional_embedding",
          POSITIONS,
          "ln_final.",
          "text_model.final_layer_norm.",
          "transformer.resblocks.",
          LAYER);

  private static final Map<String, String> PARTS =
      Map.of(
          ".ln_1.", ".layer_norm1.",
          ".ln_2.", ".layer_norm2.",
          ".mlp.c_fc.", ".mlp.fc1.",
          ".mlp.c_proj.", ".mlp.fc2.",
          ".attn.", ".self_attn.");

  /**
   * The tower of the file that a part lies in.
   *
   * @throws CheckpointException the file has none
   */
  static Optional<OriginalClipText> at(Path part) {
    return WholeFile.containing(part).map(OriginalClipText::of);
  }

  private static OriginalClipText of(Path file) {
    Checkpoint all = Checkpoint.open(file);
    Checkpoint old = all.under(TRANSFORMERS);
    boolean open = old.names().isEmpty();
    Checkpoint own = open ? openClip(all.under(OPEN_CLIP)) : transformers(old);
    if (!own.contains(TOKENS) || !own.contains(POSITIONS) || layers(own) == 0) {
      throw new CheckpointException(
          "%s holds no text encoder; expected tensors %s... or %s..., as Stable Diffusion 1 and 2 have them."
              .formatted(file, TRANSFORMERS, OPEN_CLIP));
    }
    ClipConfig.Text config = config(own, open ? "gelu" : "quick_gelu");
    return new OriginalClipText(config, own.expect(ClipTower.TEXT.name(), config.shapes()));
  }

  private static Checkpoint transformers(Checkpoint own) {
    String prefix = ClipTower.TEXT.prefix();
    // Files that were put together of others' parts may lack it.
    return own.renamed(name -> name.startsWith(prefix) ? name : prefix + name)
        .without(name -> name.endsWith(".position_ids"));
  }

  private static Checkpoint openClip(Checkpoint own) {
    Checkpoint named =
        own.without(name -> NAMES.keySet().stream().noneMatch(name::startsWith))
            .renamed(OriginalClipText::named);
    // What Stable Diffusion 2 reads are the states before the last layer.
    String unread = LAYER + (layers(named) - 1) + ".";
    Checkpoint split = named.without(name -> name.startsWith(unread));
    for (int layer = 0; layer < layers(split); layer++) {
      String attention = LAYER + layer + ".self_attn.";
      for (String end : List.of("weight", "bias")) {
        List<String> parts =
            Stream.of("q", "k", "v").map(part -> attention + part + "_proj." + end).toList();
        split = split.split(attention + "in_proj_" + end, parts);
      }
    }
    return split;
  }

  private static String named(String name) {
    String changed = name;
    for (Map.Entry<String, String> start : NAMES.entrySet()) {
      if (name.startsWith(start.getKey())) {
        changed = start.getValue() + name.substring(start.getKey().length());
      }
    }
    for (Map.Entry<String, String> part : PARTS.entrySet()) {
      changed = changed.replace(part.getKey(), part.getValue());
    }
    return changed;
  }

  private static int layers(Checkpoint own) {
    int layers = 0;
    while (own.contains(LAYER + layers + ".layer_norm1.weight")) {
      layers++;
    }
    return layers;
  }

  private static ClipConfig.Text config(Checkpoint own, String activation) {
    Map<String, Shape> shapes = own.shapes();
    int width = size(shapes, TOKENS, 1);
    ClipConfig.Tower tower =
        new ClipConfig.Tower(
            width,
            size(shapes, LAYER + "0.mlp.fc1.weight", 0),
            layers(own),
            Math.max(1, width / HEAD),
            activation,
            1e-5);
    int vocabulary = size(shapes, TOKENS, 0);
    return new ClipConfig.Text(tower, vocabulary, size(shapes, POSITIONS, 0), vocabulary - 1);
  }

  private static int size(Map<String, Shape> shapes, String name, int dimension) {
    Shape shape = shapes.get(name);
    if (shape == null || shape.dimension() <= dimension) {
      throw new CheckpointException("The text encoder's tensor %s is %s.".formatted(name, shape));
    }
    return Math.toIntExact(shape.get(dimension));
  }
}
