package org.genhowto.captioner.blip2;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a BLIP-2 checkpoint, read from its {@code config.json} and, where there are such,
 * {@code generation_config.json} and {@code preprocessor_config.json}.
 *
 * @param endTokens tokens that end a caption
 * @param centreCrop whether images lose what stands beside their central square, rather than being
 *     squeezed into a square as BLIP-2 does
 * @param imageToken stands in prompts where the image is seen, since transformers 4.46; null in
 *     older checkpoints
 */
public record CaptionerConfig(
    VisionConfig vision,
    QueryConfig query,
    LanguageConfig language,
    Set<Integer> endTokens,
    boolean centreCrop,
    @Nullable Integer imageToken) {
  private static final int USUAL_QUERIES = 32;

  /** Of Salesforce/blip2-opt-2.7b. */
  public static final CaptionerConfig OPT_2_7B =
      new CaptionerConfig(
          new VisionConfig(224, 14, 1408, 6144, 39, 16, 1e-6),
          new QueryConfig(USUAL_QUERIES, 768, 3072, 12, 12, 2, 1e-12),
          new LanguageConfig(50272, 2560, 10240, 32, 32, 2048, 2, 50118, 1),
          Set.of(50118),
          false);

  private static final String GENERATION = "generation_config.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";

  public CaptionerConfig {
    endTokens = Set.copyOf(endTokens);
  }

  /** Numbers of a checkpoint without a token for images. */
  public CaptionerConfig(
      VisionConfig vision,
      QueryConfig query,
      LanguageConfig language,
      Set<Integer> endTokens,
      boolean centreCrop) {
    this(vision, query, language, endTokens, centreCrop, null);
  }

  /** Reads {@code config.json} and what stands beside it. */
  public static CaptionerConfig read(ModelFolder folder) {
    JsonNode json = folder.json("config.json");
    Expected.same(json, "model_type", "blip-2");
    Expected.same(json, "use_decoder_only_language_model", "true");
    LanguageConfig language = LanguageConfig.of(json.path("text_config"));
    return new CaptionerConfig(
        VisionConfig.of(json.path("vision_config")),
        QueryConfig.of(json.path("qformer_config"), queries(folder, json)),
        language,
        endTokens(optional(folder, GENERATION).path("eos_token_id"), language.endToken()),
        optional(folder, PREPROCESSOR).path("do_center_crop").asBoolean(false),
        json.path("image_token_index").isInt() ? json.path("image_token_index").asInt() : null);
  }

  /** Where the configuration does not say how many queries there are, the weights do. */
  private static int queries(ModelFolder folder, JsonNode json) {
    if (json.path("num_query_tokens").isInt()) {
      return json.path("num_query_tokens").asInt();
    }
    Shape shape = Checkpoint.open(folder.path()).shapes().get("query_tokens");
    return shape != null && shape.dimension() == 3 ? Math.toIntExact(shape.get(1)) : USUAL_QUERIES;
  }

  /** Writes the files that {@link #read} reads, in the layout of Hugging Face. */
  public void write(ModelFolder folder) {
    Map<String, Object> config = new TreeMap<>();
    config.put("architectures", List.of("Blip2ForConditionalGeneration"));
    config.put("model_type", "blip-2");
    config.put("num_query_tokens", query.queries());
    config.put("vision_config", vision.json());
    config.put("qformer_config", query.json(vision.width()));
    config.put("text_config", language.json());
    if (imageToken != null) {
      config.put("image_token_index", imageToken);
    }
    folder.write("config.json", config);
    folder.write(
        GENERATION,
        Map.of("bos_token_id", language.startToken(), "eos_token_id", List.copyOf(endTokens)));
    folder.write(
        PREPROCESSOR,
        Map.of(
            "image_processor_type",
            "BlipImageProcessor",
            "do_center_crop",
            centreCrop,
            "resample",
            3,
            "size",
            Map.of("height", vision.imageSize(), "width", vision.imageSize())));
  }

  /** Every tensor a checkpoint of these numbers has, name to shape. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    vision.shapes(shapes);
    query.shapes(shapes, vision.width());
    Shapes.linear(shapes, "language_projection", query.width(), language.width());
    language.shapes(shapes);
    return shapes;
  }

  /** Images as the vision tower wants them, (B, 3, S, S). */
  public NDArray pixels(NDManager manager, List<RgbImage> images) {
    List<RgbImage> sized = images.stream().map(this::sized).toList();
    return RgbImage.toArray(manager, sized, Normalization.CLIP);
  }

  private RgbImage sized(RgbImage image) {
    int side = vision.imageSize();
    return centreCrop ? image.resizeToCover(side) : image.resize(side, side, Resampling.BICUBIC);
  }

  /** Numbers the script reads. */
  Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.putAll(vision.attributes());
    attributes.putAll(query.attributes());
    attributes.putAll(language.attributes());
    return attributes;
  }

  private static JsonNode optional(ModelFolder folder, String file) {
    return folder.has(file) ? folder.json(file) : MissingNode.getInstance();
  }

  private static Set<Integer> endTokens(JsonNode json, int fallback) {
    Set<Integer> tokens = new LinkedHashSet<>();
    if (json.isArray()) {
      json.forEach(token -> tokens.add(token.asInt()));
    } else {
      tokens.add(json.asInt(fallback));
    }
    return tokens;
  }
}
