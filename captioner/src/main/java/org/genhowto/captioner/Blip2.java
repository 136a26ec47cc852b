package org.genhowto.captioner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.Checkpoint;
import org.genhowto.networks.Initialization;
import org.genhowto.networks.ModelFolder;
import org.genhowto.networks.RgbImage;
import org.genhowto.networks.Script;
import org.genhowto.networks.ScriptedNetwork;
import org.genhowto.networks.Weights;

/**
 * BLIP-2 with OPT, in the layout of Hugging Face's Blip2ForConditionalGeneration: a vision tower, a
 * Q-Former whose queries read the image, and a language model that continues what they saw.
 */
public final class Blip2 implements AutoCloseable {
  private static final Script SCRIPT =
      Script.of(
          Blip2.class, "vision_tower.ts.py", "query_former.ts.py", "opt.ts.py", "captioner.ts.py");

  /** Tensors of checkpoints that the network has no use for: the head is tied to the embeddings. */
  private static final String UNTIED_HEAD = "language_model.lm_head.weight";

  private final CaptionerConfig config;
  private final ScriptedNetwork network;

  private Blip2(CaptionerConfig config, ScriptedNetwork network) {
    this.config = config;
    this.network = network;
  }

  /** Reads {@code config.json} and the weights beside it. */
  public static Blip2 load(NDManager parent, Path folder) {
    CaptionerConfig config = CaptionerConfig.read(new ModelFolder(folder));
    return of(parent, config, checkpoint(config, folder).map(parent));
  }

  /** The folder's weights, checked. */
  static Checkpoint checkpoint(CaptionerConfig config, Path folder) {
    return Checkpoint.open(folder)
        .without(name -> name.equals(UNTIED_HEAD) || name.endsWith(".position_ids"))
        .expect("BLIP-2", config.shapes());
  }

  /** A model to be trained; the same seed gives the same first weights. */
  public static Blip2 create(NDManager parent, CaptionerConfig config, long seed) {
    return of(parent, config, weights(parent, config, seed));
  }

  /** A model to be trained whose vision tower begins with the given tensors. */
  static Blip2 create(
      NDManager parent, CaptionerConfig config, long seed, Map<String, NDArray> vision) {
    return of(parent, config, weights(parent, config, seed).put("", vision));
  }

  private static Weights weights(NDManager parent, CaptionerConfig config, long seed) {
    Initialization initialization =
        Initialization.standard(seed)
            .with(
                name -> name.contains("embed_") || name.equals("query_tokens"),
                Initialization.normal(0.02, seed));
    return Weights.create(parent, config.shapes(), initialization);
  }

  /** A model with the given weights, which it owns. */
  public static Blip2 of(NDManager parent, CaptionerConfig config, Weights weights) {
    weights.expect("BLIP-2", config.shapes());
    return new Blip2(config, ScriptedNetwork.of(parent, SCRIPT, config.attributes(), weights));
  }

  public CaptionerConfig config() {
    return config;
  }

  /** The network with its methods, for training: {@code loss(pixels, tokens, targets)}. */
  public ScriptedNetwork network() {
    return network;
  }

  /** Images as this model wants them, (B, 3, S, S). */
  public NDArray pixels(NDManager manager, List<RgbImage> images) {
    return config.pixels(manager, images);
  }

  /**
   * What the queries saw, as the language model reads it.
   *
   * @param pixels (B, 3, S, S)
   * @return (B, Q, W), of the pixels' manager
   */
  NDArray imageTokens(NDArray pixels) {
    return network.call("image_tokens", false, pixels).get(0);
  }

  /**
   * What follows each token when these are given, unnormalised.
   *
   * @param imageTokens (B, Q, W)
   * @param tokens (B, T) from the start token on, int64
   * @return (B, T, vocabulary)
   */
  NDArray logits(NDArray imageTokens, NDArray tokens) {
    return network.call("teacher_forced", false, imageTokens, tokens).get(0);
  }

  /**
   * Searches one caption for each image.
   *
   * @param pixels (B, 3, S, S)
   * @param prompt the start token and the words every caption continues
   */
  List<BeamSearch.Found> search(NDArray pixels, long[] prompt, BeamSearch search) {
    List<BeamSearch.Found> found = new ArrayList<>();
    try (NDArray all = imageTokens(pixels)) {
      for (long b = 0; b < all.getShape().get(0); b++) {
        try (NDArray one = all.get(b + ":" + (b + 1));
            CachedDecoder decoder = new CachedDecoder(network, one, prompt)) {
          found.add(search.search(decoder));
        }
      }
    }
    return found;
  }

  /** Weights by checkpoint name. */
  Map<String, NDArray> tensors() {
    return network.weights().all();
  }

  @Override
  public void close() {
    network.close();
    network.weights().close();
  }
}
