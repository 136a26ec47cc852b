package org.genhowto.captioner;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Numbers of a BLIP-2 checkpoint, read from its {@code config.json} and, where there is one, {@code
 * generation_config.json}.
 *
 * @param endTokens tokens that end a caption
 */
public record CaptionerConfig(
    VisionConfig vision, QueryConfig query, LanguageConfig language, Set<Integer> endTokens) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public CaptionerConfig {
    endTokens = Set.copyOf(endTokens);
  }

  public static CaptionerConfig read(Path folder) throws IOException {
    JsonNode json = JSON.readTree(folder.resolve("config.json").toFile());
    Expected.same(json, "model_type", "blip-2");
    LanguageConfig language = LanguageConfig.of(json.path("text_config"));
    Path generation = folder.resolve("generation_config.json");
    JsonNode ends =
        Files.exists(generation)
            ? JSON.readTree(generation.toFile()).path("eos_token_id")
            : JSON.missingNode();
    return new CaptionerConfig(
        VisionConfig.of(json.path("vision_config")),
        QueryConfig.of(json.path("qformer_config"), json.path("num_query_tokens").asInt(32)),
        language,
        endTokens(ends, language.endToken()));
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

  /** Numbers the script reads. */
  Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.putAll(vision.attributes());
    attributes.putAll(query.attributes());
    attributes.putAll(language.attributes());
    return attributes;
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
