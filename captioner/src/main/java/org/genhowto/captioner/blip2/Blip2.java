package org.genhowto.captioner.blip2;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.NetworkScript;
import org.genhowto.networks.model.ScriptedNetwork;
import org.genhowto.networks.torch.Script;
import org.jspecify.annotations.Nullable;

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
  public static Blip2 create(
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

  /** The model without weights. */
  public static NetworkScript script(CaptionerConfig config) {
    long side = config.vision().imageSize();
    return new NetworkScript(
        SCRIPT,
        config.attributes(),
        config.shapes(),
        new NetworkScript.Probe(
            "image_tokens", List.of(NetworkScript.Input.normal(1L, 3L, side, side))));
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
  public NDArray imageTokens(NDArray pixels) {
    return network.call("image_tokens", pixels).get(0);
  }

  /**
   * What follows each token when these are given, unnormalised.
   *
   * @param imageTokens (B, Q, W)
   * @param tokens (B, T) from the start token on, int64
   * @return (B, T, vocabulary)
   */
  public NDArray logits(NDArray imageTokens, NDArray tokens) {
    return network.call("teacher_forced", imageTokens, tokens).get(0);
  }

  /** The same for image tokens and words, (B, Q + T, vocabulary). */
  NDArray allLogits(NDArray imageTokens, NDArray tokens) {
    return network.call("all_logits", imageTokens, tokens).get(0);
  }

  /**
   * The sequences that {@code generate} of transformers gives: the start token, what was found, and
   * padding after shorter ones.
   *
   * @param pixels (B, 3, S, S)
   * @param prompts for each image the tokens that its caption continues, from the start token on
   * @return (B, longest), int64, of the pixels' manager
   */
  public NDArray generate(NDArray pixels, List<long[]> prompts, DecodingSettings decoding) {
    List<BeamSearch.Found> found =
        search(pixels, prompts, new BeamSearch(decoding, config.endTokens()));
    int longest = found.stream().mapToInt(one -> one.tokens().size()).max().orElse(0);
    long[][] rows = new long[found.size()][];
    for (int b = 0; b < rows.length; b++) {
      List<Integer> tokens = found.get(b).tokens();
      rows[b] = new long[1 + longest];
      Arrays.fill(rows[b], config.language().padToken());
      rows[b][0] = config.language().startToken();
      for (int i = 0; i < tokens.size(); i++) {
        rows[b][1 + i] = tokens.get(i);
      }
    }
    long[] all = Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
    return pixels.getManager().create(all, new Shape(rows.length, 1 + longest));
  }

  /**
   * Prompts as {@code generate} of transformers takes them, without their padding. Padding has no
   * effect there: it is not looked at, and takes no position.
   *
   * @param ids (B, T), int64, each from the start token on
   * @param mask (B, T), int64: 0 where a token is padding
   */
  public static List<long[]> prompts(NDArray ids, NDArray mask) {
    return prompts(ids, mask, null);
  }

  /** The same without the tokens in whose place the image is seen. */
  static List<long[]> prompts(NDArray ids, NDArray mask, @Nullable Integer imageToken) {
    int width = (int) ids.getShape().get(1);
    long[] tokens = ids.toLongArray();
    long[] kept = mask.toLongArray();
    List<long[]> prompts = new ArrayList<>();
    for (int start = 0; start < tokens.length; start += width) {
      prompts.add(
          IntStream.range(start, start + width)
              .filter(i -> kept[i] != 0 && (imageToken == null || tokens[i] != imageToken))
              .mapToLong(i -> tokens[i])
              .toArray());
    }
    return prompts;
  }

  /**
   * Searches one caption for each image.
   *
   * @param pixels (B, 3, S, S)
   * @param prompt the start token and the words every caption continues
   */
  public List<BeamSearch.Found> search(NDArray pixels, long[] prompt, BeamSearch search) {
    int images = (int) pixels.getShape().get(0);
    return search(pixels, Collections.nCopies(images, prompt), search);
  }

  private List<BeamSearch.Found> search(NDArray pixels, List<long[]> prompts, BeamSearch search) {
    if (prompts.size() != pixels.getShape().get(0)) {
      throw new IllegalArgumentException(
          "There are %d prompts, expected one for each of %d images"
              .formatted(prompts.size(), pixels.getShape().get(0)));
    }
    List<BeamSearch.Found> found = new ArrayList<>();
    try (NDArray all = imageTokens(pixels)) {
      for (int b = 0; b < prompts.size(); b++) {
        try (NDArray one = all.get(b + ":" + (b + 1));
            CachedDecoder decoder = new CachedDecoder(network, one, prompts.get(b))) {
          found.add(search.search(decoder, before(prompts.get(b))));
        }
      }
    }
    return found;
  }

  /**
   * What a caption can repeat of its prompt. Since transformers has a token for images, it hands
   * the prompt to what decides that; before, prompts came as embeddings, which nothing was told of.
   */
  private Set<Integer> before(long[] prompt) {
    Integer image = config.imageToken();
    if (image == null) {
      return Set.of();
    }
    Set<Integer> before = new HashSet<>();
    before.add(image);
    LongStream.of(prompt).forEach(token -> before.add((int) token));
    return before;
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
