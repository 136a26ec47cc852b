package org.genhowto.localizer.network;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.CheckpointException;

/**
 * Sizes of the two heads.
 *
 * @param features floats in the features of one frame, C
 * @param hidden widths of the hidden layers, the same in both heads; the paper has one of 4096
 * @param categories number of categories, n
 */
public record HeadSizes(int features, List<Integer> hidden, int categories) {
  public static final String PREFIX = "heads.";

  public HeadSizes {
    hidden = List.copyOf(hidden);
    if (features < 1 || categories < 1 || hidden.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException(
          "Heads with %d features, hidden layers %s and %d categories; expected at least 1 of each"
              .formatted(features, hidden, categories));
    }
  }

  /** Columns of the state head: initial and final state of each category, and background. */
  int states() {
    return 2 * categories + 1;
  }

  /** Columns of the action head: one a category, and background. */
  int actions() {
    return categories + 1;
  }

  /** Every tensor of the heads under its name in the published checkpoint. */
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String head : List.of("state", "action")) {
      int width = features;
      for (int layer = 0; layer < hidden.size(); layer++) {
        linear(shapes, head + ".l" + layer, width, hidden.get(layer));
        width = hidden.get(layer);
      }
      linear(shapes, head + "_layer", width, head.equals("state") ? states() : actions());
    }
    return shapes;
  }

  /** The sizes of heads that are in a checkpoint. */
  static HeadSizes of(Map<String, Shape> shapes) {
    List<Integer> hidden = new ArrayList<>();
    Shape layer = shapes.get(hiddenWeight(0));
    while (layer != null) {
      hidden.add((int) layer.get(0));
      layer = shapes.get(hiddenWeight(hidden.size()));
    }
    Shape actions = shapes.get(PREFIX + "action_layer.weight");
    if (actions == null) {
      throw new CheckpointException(
          "The checkpoint has no %saction_layer.weight; expected the heads of a localizer"
              .formatted(PREFIX));
    }
    Shape first = shapes.getOrDefault(hiddenWeight(0), actions);
    return new HeadSizes((int) first.get(1), hidden, (int) actions.get(0) - 1);
  }

  private static String hiddenWeight(int layer) {
    return PREFIX + "state.l" + layer + ".weight";
  }

  private static void linear(Map<String, Shape> shapes, String name, int in, int out) {
    shapes.put(PREFIX + name + ".weight", new Shape(out, in));
    shapes.put(PREFIX + name + ".bias", new Shape(out));
  }
}
