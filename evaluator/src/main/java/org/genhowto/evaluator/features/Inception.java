package org.genhowto.evaluator.features;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * The Inception network that the Frechet Inception distance is defined on (Heusel et al. 2017), in
 * the layout of the file that pytorch-fid publishes. Results belong to the manager of the input.
 * Inference may run on several threads at once.
 */
public final class Inception implements AutoCloseable {
  /** Side of the network's input in pixels. */
  public static final int SIDE = 299;

  private static final Script SCRIPT = Script.of(Inception.class, "inception.ts.py");
  private static final String WEIGHT = ".conv.weight";
  private static final String COUNTER = ".num_batches_tracked";
  private static final double EPSILON = 1e-3; // of the batch norms

  /** Where features are read: the mean over all positions of a map. */
  public enum Layer {
    /** After the first maximum pool: 64 features. */
    FIRST_POOL("first_pool"),
    /** After the second maximum pool: 192 features. */
    SECOND_POOL("second_pool"),
    /** Before the auxiliary classifier: 768 features. */
    MIXED_6E("mixed_6e"),
    /** Before the classifier: the 2048 features of the published distances. */
    POOL3("pool3");

    private final String method;

    Layer(String method) {
      this.method = method;
    }
  }

  private final ScriptedNetwork network;

  private Inception(ScriptedNetwork network) {
    this.network = network;
  }

  /**
   * Reads the published file ({@code pt_inception-2015-12-05-6726825d.pth}) or a safetensors file
   * with the same names.
   *
   * @throws CheckpointException naming what does not fit, before any number is read
   */
  public static Inception load(NDManager parent, Path file) {
    try (Weights published = checkpoint(file).map(parent)) {
      return new Inception(ScriptedNetwork.of(parent, SCRIPT, Map.of(), folded(parent, published)));
    }
  }

  /** The file's weights, checked. */
  static Checkpoint checkpoint(Path file) {
    return Checkpoint.open(file)
        .without(name -> name.endsWith(COUNTER))
        .expect("the FID Inception network", InceptionLayout.shapes());
  }

  /**
   * Puts each batch norm into the convolution before it, which then gives the same numbers up to
   * rounding: w g / sqrt(v + eps), and b - m g / sqrt(v + eps) as its bias.
   */
  private static Weights folded(NDManager parent, Weights published) {
    Map<String, NDArray> folded = new LinkedHashMap<>();
    for (String name : published.names()) {
      if (name.endsWith(WEIGHT)) {
        fold(name.substring(0, name.length() - WEIGHT.length()), published, folded);
      } else if (name.startsWith("fc.")) {
        folded.put(name, published.get(name));
      }
    }
    return Weights.copyOf(parent, folded);
  }

  private static void fold(String name, Weights published, Map<String, NDArray> folded) {
    NDArray deviation = published.get(name + ".bn.running_var").add(EPSILON).sqrt();
    NDArray scale = published.get(name + ".bn.weight").div(deviation);
    NDArray shift = published.get(name + ".bn.running_mean").mul(scale);
    folded.put(name + ".weight", published.get(name + WEIGHT).mul(scale.reshape(-1, 1, 1, 1)));
    folded.put(name + ".bias", published.get(name + ".bn.bias").sub(shift));
  }

  /**
   * The features that the published distances use, as pytorch-fid takes them.
   *
   * @param pixels (B, 3, H, W) in [0, 1], of any size
   * @return (B, 2048), at least 0
   */
  public NDArray features(NDArray pixels) {
    return features(pixels, Layer.POOL3);
  }

  /**
   * Features of one layer.
   *
   * @param pixels (B, 3, H, W) in [0, 1], of any size; resized as pytorch-fid does it, bilinearly
   *     and not antialiased
   * @return (B, 64), (B, 192), (B, 768) or (B, 2048)
   */
  public NDArray features(NDArray pixels, Layer layer) {
    try (NDArray input = call("signed_input", pixels)) {
      return call(layer.method, input);
    }
  }

  /**
   * The pool3 features of what was resized and scaled already.
   *
   * @param input (B, 3, 299, 299), about in [-1, 1]
   * @return (B, 2048), at least 0
   */
  public NDArray featuresOfInput(NDArray input) {
    return call(Layer.POOL3.method, input);
  }

  /**
   * The classifier's logits, TensorFlow's 1008 classes.
   *
   * @param pixels (B, 3, H, W) in [0, 1], of any size
   * @return (B, 1008)
   */
  public NDArray logits(NDArray pixels) {
    try (NDArray features = features(pixels)) {
      return call("logits", features);
    }
  }

  private NDArray call(String method, NDArray input) {
    return network.call(method, input).singletonOrThrow();
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
