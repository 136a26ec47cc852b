package org.genhowto.networks.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.NetworkScript;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;

/**
 * CLIP's image and text towers, in the layout of Hugging Face's CLIPModel. Results belong to the
 * manager of the input. Inference may run on several threads at once.
 */
public final class ClipModel implements AutoCloseable {
  static final Script SCRIPT = Script.of(ClipModel.class, "clip.ts.py");

  private final ClipConfig config;
  private final ScriptedNetwork network;

  private ClipModel(ClipConfig config, ScriptedNetwork network) {
    this.config = config;
    this.network = network;
  }

  /** Reads {@code config.json} and the weights beside it. */
  public static ClipModel load(NDManager parent, Path folder) {
    ClipConfig config = ClipConfig.read(new ModelFolder(folder).json("config.json"));
    return load(parent, config, Checkpoint.open(folder));
  }

  /** A model from a checkpoint under the names of CLIPModel. */
  public static ClipModel load(NDManager parent, ClipConfig config, Checkpoint checkpoint) {
    return of(parent, config, fitting(config, checkpoint).map(parent));
  }

  /** What the model reads of a checkpoint, checked. */
  static Checkpoint fitting(ClipConfig config, Checkpoint checkpoint) {
    return checkpoint
        .without(name -> name.endsWith(".position_ids"))
        .expect("CLIP", config.shapes());
  }

  /** A model with the given weights, for instance new ones to be trained; it owns them. */
  public static ClipModel of(NDManager parent, ClipConfig config, Weights weights) {
    weights.expect("CLIP", config.shapes());
    return new ClipModel(config, ScriptedNetwork.of(parent, SCRIPT, config.attributes(), weights));
  }

  /** The model without weights. */
  public static NetworkScript script(ClipConfig config) {
    long side = config.vision().image();
    return new NetworkScript(
        SCRIPT,
        config.attributes(),
        config.shapes(),
        new NetworkScript.Probe(
            "image_embeddings", List.of(NetworkScript.Input.normal(2L, 3L, side, side))));
  }

  public ClipConfig config() {
    return config;
  }

  /** The network with its methods, for training: {@code contrastive_loss(pixels, ids)}. */
  public ScriptedNetwork network() {
    return network;
  }

  /**
   * Images as this model wants them (B, 3, S, S): short side to S, centre square, CLIP's colours.
   */
  public NDArray pixels(NDManager manager, List<RgbImage> images) {
    return config.vision().pixels(manager, images);
  }

  /**
   * The class token after the last norm, before the projection: the feature for classifiers.
   * Hugging Face calls it the image tower's {@code pooler_output}.
   *
   * @param pixels (B, 3, S, S)
   * @return (B, width)
   */
  public NDArray imageFeatures(NDArray pixels) {
    return one("image_features", pixels);
  }

  /**
   * Unit vectors in the shared space (B, projection) of images (B, 3, S, S): a CLIPModel's {@code
   * image_embeds}.
   */
  NDArray imageEmbeddings(NDArray pixels) {
    return one("image_embeddings", pixels);
  }

  /**
   * Unit vectors in the shared space (B, projection) of token ids (B, N), int64: a CLIPModel's
   * {@code text_embeds}. They are read at the end-of-text token, which sees no padding after it.
   */
  NDArray textEmbeddings(NDArray ids) {
    return one("text_embeddings", ids);
  }

  /**
   * What Hugging Face calls {@code logits_per_image}: cosines times the learned temperature.
   *
   * @param images unit vectors (B, projection)
   * @param texts unit vectors (T, projection)
   * @return (B, T)
   */
  public NDArray logits(NDArray images, NDArray texts) {
    return network.call("image_logits", images, texts).get(0);
  }

  /**
   * How well images and texts agree: the cosines of their embeddings, in [-1, 1].
   *
   * @param pixels (B, 3, S, S)
   * @param ids (T, N), int64
   * @return (B, T), of the pixels' manager
   */
  public NDArray cosines(NDArray pixels, NDArray ids) {
    try (NDArray images = imageEmbeddings(pixels);
        NDArray texts = textEmbeddings(ids);
        NDArray columns = texts.transpose()) {
      NDArray cosines = images.matMul(columns);
      cosines.attach(pixels.getManager());
      return cosines;
    }
  }

  private NDArray one(String method, NDArray input) {
    return network.call(method, input).get(0);
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
