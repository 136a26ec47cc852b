package org.genhowto.miniature.judge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Meaning;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * A small classifier of square pictures of {@value #SIDE} pixels by what they show. It shares no
 * weights, no words and no training pictures with the networks it judges, but the world they are
 * of.
 */
public final class Judge implements AutoCloseable {
  static final int SIDE = 64;

  private static final Script SCRIPT = Script.of(Judge.class, "judge.ts.py");
  private static final String FILE = "judge.safetensors";
  private static final List<Long> WIDTHS = List.of(24L, 48L, 96L, 128L);

  private final List<Meaning> meanings;
  private final Weights weights;
  private final ScriptedNetwork network;

  private Judge(NDManager parent, List<Meaning> meanings, Weights weights) {
    this.meanings = meanings;
    this.weights = weights;
    this.network =
        ScriptedNetwork.of(parent, SCRIPT, Map.of("layers", (long) WIDTHS.size()), weights);
  }

  /** One that knows nothing yet. */
  static Judge untrained(NDManager parent, Edition edition, long seed) {
    var meanings = Meaning.all(edition.categories());
    var weights = Weights.create(parent, shapes(meanings), Initialization.standard(seed));
    return new Judge(parent, meanings, weights);
  }

  /**
   * The judge of a folder.
   *
   * @param parent owns it
   */
  public static Judge load(NDManager parent, Path folder, Edition edition) {
    var meanings = Meaning.all(edition.categories());
    var weights = Weights.load(parent, folder.resolve(FILE)).expect("judge", shapes(meanings));
    return new Judge(parent, meanings, weights);
  }

  private static Map<String, Shape> shapes(List<Meaning> meanings) {
    var shapes = new LinkedHashMap<String, Shape>();
    long width = 3;
    for (int i = 0; i < WIDTHS.size(); i++) {
      long next = WIDTHS.get(i);
      shapes.put("layers." + i + ".weight", new Shape(next, width, 3, 3));
      shapes.put("layers." + i + ".bias", new Shape(next));
      shapes.put("layers." + i + ".norm.weight", new Shape(next));
      shapes.put("layers." + i + ".norm.bias", new Shape(next));
      width = next;
    }
    long side = SIDE >> WIDTHS.size();
    shapes.put("head.weight", new Shape(meanings.size(), width * side * side));
    shapes.put("head.bias", new Shape(meanings.size()));
    return shapes;
  }

  /** Everything it tells apart, in the order of its logits. */
  public List<Meaning> meanings() {
    return meanings;
  }

  /** What a picture shows, among the meanings that are possible. */
  public Meaning nearest(RgbImage image, Predicate<Meaning> possible) {
    try (NDManager scope = network.manager().newSubManager();
        NDList results = network.call("logits", pixels(scope, List.of(image)))) {
      float[] logits = results.get(0).toFloatArray();
      int best = -1;
      for (int i = 0; i < logits.length; i++) {
        if (possible.test(meanings.get(i)) && (best < 0 || logits[i] > logits[best])) {
          best = i;
        }
      }
      return meanings.get(best);
    }
  }

  static NDArray pixels(NDManager scope, List<RgbImage> images) {
    return RgbImage.toArray(scope, images, Normalization.SIGNED);
  }

  ScriptedNetwork network() {
    return network;
  }

  void save(Path folder) {
    Weights.save(folder.resolve(FILE), weights.all(), DataType.FLOAT16);
  }

  @Override
  public void close() {
    network.close();
    weights.close();
  }
}
