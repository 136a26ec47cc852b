package org.genhowto.networks.clip;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.ModelFolder;

/**
 * Where one tower of CLIP lies in a folder: one that has it alone, with or without its projection,
 * or one with both towers.
 *
 * @param section its part of a config.json of both towers
 * @param prefix how the names of its tensors begin
 * @param projection the tensor that leads into the shared space
 */
record ClipTower(String name, String section, String prefix, String projection) {
  static final ClipTower TEXT =
      new ClipTower("CLIP's text tower", "text_config", "text_model.", "text_projection.weight");
  static final ClipTower IMAGE =
      new ClipTower(
          "CLIP's image tower", "vision_config", "vision_model.", "visual_projection.weight");

  /** Its numbers in config.json. */
  JsonNode config(Path folder) {
    return ClipConfig.tower(json(folder), section);
  }

  /**
   * Its tensors, checked.
   *
   * @param shapes those without the projection
   * @param width of the tower
   */
  Checkpoint checkpoint(Path folder, Map<String, Shape> shapes, int width) {
    Checkpoint checkpoint =
        named(Checkpoint.open(folder), shapes)
            .without(tensor -> !tensor.startsWith(prefix) && !tensor.equals(projection))
            .without(tensor -> tensor.endsWith(".position_ids"));
    Map<String, Shape> expected = new LinkedHashMap<>(shapes);
    if (checkpoint.contains(projection)) {
      expected.put(projection, new Shape(ClipConfig.projection(json(folder)), width));
    }
    return checkpoint.expect(name, expected);
  }

  /**
   * Under the names of a model of both towers: transformers 5 writes a tower that stands alone
   * without its prefix.
   */
  private Checkpoint named(Checkpoint checkpoint, Map<String, Shape> shapes) {
    boolean prefixed = checkpoint.names().stream().anyMatch(tensor -> tensor.startsWith(prefix));
    boolean bare =
        shapes.keySet().stream()
            .filter(tensor -> tensor.startsWith(prefix))
            .anyMatch(tensor -> checkpoint.contains(tensor.substring(prefix.length())));
    return prefixed || !bare
        ? checkpoint
        : checkpoint.renamed(tensor -> tensor.equals(projection) ? tensor : prefix + tensor);
  }

  private static JsonNode json(Path folder) {
    return new ModelFolder(folder).json("config.json");
  }
}
