package org.genhowto.localizer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * The state head and the action head of the multi-task localizer: two perceptrons on the image
 * features of one frame. The softmax of each runs over all categories and a background, so that the
 * categories compete for a frame. Category c has state columns 2c (initial) and 2c + 1 (final) and
 * action column c; background is the last column.
 */
public final class LocalizerHeads implements AutoCloseable {
  /** Weight of the action's cross entropy beside the state's. */
  static final double ACTION_SHARE = 0.2;

  private static final Script SCRIPT = Script.of(LocalizerHeads.class, "heads.ts.py");
  private static final String MEAN = "standard.mean";
  private static final String SCALE = "standard.scale";

  private final HeadSizes sizes;
  private final Weights weights;
  private final ScriptedNetwork network;

  private LocalizerHeads(NDManager parent, HeadSizes sizes, Weights weights) {
    this.sizes = sizes;
    this.weights = weights;
    this.network =
        ScriptedNetwork.of(
            parent,
            SCRIPT,
            Map.of("hidden", (long) sizes.hidden().size(), "action_share", ACTION_SHARE),
            weights);
  }

  /** New heads that see features with their mean taken off and their deviation scaled to 1. */
  public static LocalizerHeads create(
      NDManager parent, HeadSizes sizes, Standardization standardization, long seed) {
    Map<String, Shape> shapes = new LinkedHashMap<>(sizes.shapes());
    shapes.put(MEAN, new Shape(sizes.features()));
    shapes.put(SCALE, new Shape(sizes.features()));
    Initialization torchLinear = Initialization.fanIn(1, seed);
    Initialization initialization =
        (name, shape) ->
            switch (name) {
              case MEAN -> standardization.mean();
              case SCALE -> standardization.scale();
              default -> torchLinear.values(name, shape);
            };
    return new LocalizerHeads(parent, sizes, Weights.create(parent, shapes, initialization));
  }

  /** The heads of a checkpoint; what else it holds is left out. */
  public static LocalizerHeads load(NDManager parent, Path checkpoint) {
    Checkpoint heads = heads(Checkpoint.open(checkpoint));
    return new LocalizerHeads(parent, HeadSizes.of(heads.shapes()), heads.map(parent));
  }

  /** The heads in a checkpoint, checked. */
  static Checkpoint heads(Checkpoint checkpoint) {
    Checkpoint heads = checkpoint.without(name -> !name.startsWith(HeadSizes.PREFIX));
    return heads.expect("localizer heads", HeadSizes.of(heads.shapes()).shapes());
  }

  /** State logits (T, 2n + 1) and action logits (T, n + 1) of features (T, C). */
  NDList logits(NDArray features) {
    return network.call("logits", features);
  }

  public HeadSizes sizes() {
    return sizes;
  }

  public ScriptedNetwork network() {
    return network;
  }

  /** Makes the heads trainable: their parameters, without the standardization. */
  public Map<String, NDArray> train() {
    return network.train(name -> name.startsWith(HeadSizes.PREFIX));
  }

  /** Scores of a video's frames for its own category, without augmentation. */
  public FrameScores scores(TrainingVideo video) {
    try (NDArray features = network.manager().create(video.features(0))) {
      return scores(features, video.category());
    }
  }

  /** Scores of all frames (T, C) of one video for one category, in order. */
  public FrameScores scores(NDArray features, int category) {
    return scores(features, List.of(new Stretch((int) features.getShape().get(0), category)))
        .get(0);
  }

  /** Frames of one video among those of several, and the category they are scored for. */
  public record Stretch(int frames, int category) {}

  /** Scores of several videos whose frames stand under one another (sum of T, C). */
  public List<FrameScores> scores(NDArray features, List<Stretch> videos) {
    try (NDList probabilities = network.call("probabilities", features)) {
      float[] states = probabilities.get(0).toFloatArray();
      float[] actions = probabilities.get(1).toFloatArray();
      List<FrameScores> scores = new ArrayList<>(videos.size());
      int from = 0;
      for (Stretch video : videos) {
        int to = from + video.frames();
        scores.add(
            new FrameScores(
                column(states, sizes.states(), 2 * video.category(), from, to),
                column(actions, sizes.actions(), video.category(), from, to),
                column(states, sizes.states(), 2 * video.category() + 1, from, to)));
        from = to;
      }
      return scores;
    }
  }

  /** Writes the heads for plain features: the standardization becomes part of the first layers. */
  public void save(Path file, DataType floats) {
    try (NDManager scope = network.manager().newSubManager()) {
      Map<String, NDArray> plain = new LinkedHashMap<>();
      sizes.shapes().keySet().forEach(name -> plain.put(name, weights.get(name)));
      if (weights.contains(MEAN)) {
        for (String head : new String[] {"state", "action"}) {
          String first = HeadSizes.PREFIX + head + (sizes.hidden().isEmpty() ? "_layer" : ".l0");
          fold(scope, plain, first);
        }
      }
      Weights.save(file, plain, floats);
    }
  }

  /** W ((x - m) s) + b = (W s) x + (b - (W s) m). */
  private void fold(NDManager scope, Map<String, NDArray> plain, String layer) {
    NDArray weight = copy(scope, layer + ".weight").mul(copy(scope, SCALE));
    NDArray bias = copy(scope, layer + ".bias").sub(weight.matMul(copy(scope, MEAN)));
    plain.put(layer + ".weight", weight);
    plain.put(layer + ".bias", bias);
  }

  private NDArray copy(NDManager scope, String name) {
    NDArray array = weights.get(name);
    return scope.create(array.toFloatArray(), array.getShape());
  }

  private static float[] column(float[] rows, int width, int column, int from, int to) {
    float[] values = new float[to - from];
    for (int t = 0; t < values.length; t++) {
      values[t] = Math.min(1f, rows[(from + t) * width + column]); // softmax may round above 1
    }
    return values;
  }

  @Override
  public void close() {
    network.close();
    weights.close();
  }
}
