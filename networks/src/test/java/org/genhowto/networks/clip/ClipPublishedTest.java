package org.genhowto.networks.clip;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.networks.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Full-size models have every tensor of the published ones, by name and shape. */
class ClipPublishedTest {
  private static final Map<String, String> OPENAI =
      Map.ofEntries(
          Map.entry("vision_model.embeddings.class_embedding", "class_embedding"),
          Map.entry("vision_model.embeddings.position_embedding.weight", "positional_embedding"),
          Map.entry("vision_model.embeddings.patch_embedding.weight", "conv1.weight"),
          Map.entry("vision_model.pre_layrnorm", "ln_pre"),
          Map.entry("vision_model.post_layernorm", "ln_post"),
          Map.entry("vision_model.encoder.layers", "transformer.resblocks"),
          Map.entry("self_attn.q_proj.", "attn.in_proj_"),
          Map.entry("self_attn.out_proj", "attn.out_proj"),
          Map.entry("layer_norm1", "ln_1"),
          Map.entry("layer_norm2", "ln_2"),
          Map.entry("mlp.fc1", "mlp.c_fc"),
          Map.entry("mlp.fc2", "mlp.c_proj"));

  /** Counted by transformers on its meta device; src/test/python/clip_golden.py. */
  static Stream<JsonNode> published() throws Exception {
    return new ObjectMapper().readTree(Golden.path("clip/published.json").toFile()).valueStream();
  }

  @ParameterizedTest
  @MethodSource("published")
  void models_have_the_tensors_of_the_reference(JsonNode model) throws Exception {
    Map<String, Shape> shapes = ClipConfig.read(model.path("config")).shapes();

    assertThat(shapes).hasSize(model.path("tensors").asInt());
    assertThat(shapes.values().stream().mapToLong(Shape::size).sum())
        .isEqualTo(model.path("parameters").asLong());
    assertThat(sha256(lines(shapes, " "))).isEqualTo(model.path("sha256").asText());
  }

  @Test
  void the_text_tower_of_stable_diffusion2_has_the_published_tensors() {
    ClipConfig.Text text =
        new ClipConfig.Text(
            new ClipConfig.Tower(1024, 4096, 23, 16, "gelu", 1e-5), 49408, 77, 49407);

    assertThat(lines(text.shapes(), "\t").lines()).containsExactlyElementsOf(keys("text_sd2.txt"));
  }

  @Test
  void the_image_tower_of_vi_tl14_has_the_published_tensors() {
    ClipConfig.Vision vision =
        new ClipConfig.Vision(
            new ClipConfig.Tower(1024, 4096, 24, 16, "quick_gelu", 1e-5), 224, 14);
    Map<String, Shape> theirs = new TreeMap<>();
    vision.shapes().forEach((name, shape) -> addByOpenAisName(theirs, name, shape));
    theirs.put("visual.proj", new Shape(1024, 768));

    assertThat(lines(theirs, "\t").lines())
        .containsExactlyElementsOf(keys("clip_vitl14_visual.txt"));
  }

  /** OpenAI's files pack queries, keys and values. */
  private static void addByOpenAisName(Map<String, Shape> theirs, String name, Shape shape) {
    if (name.contains(".k_proj.") || name.contains(".v_proj.")) {
      return;
    }
    String renamed = name;
    for (Map.Entry<String, String> entry : OPENAI.entrySet()) {
      renamed = renamed.replace(entry.getKey(), entry.getValue());
    }
    long[] sizes = shape.getShape().clone();
    sizes[0] *= renamed.contains("in_proj_") ? 3 : 1;
    theirs.put("visual." + renamed, new Shape(sizes));
  }

  private static String lines(Map<String, Shape> shapes, String separator) {
    return new TreeMap<>(shapes)
        .entrySet().stream()
            .map(entry -> entry.getKey() + separator + sizes(entry.getValue()) + "\n")
            .collect(Collectors.joining());
  }

  private static String sizes(Shape shape) {
    return Arrays.stream(shape.getShape())
        .mapToObj(Long::toString)
        .collect(Collectors.joining("x"));
  }

  private static List<String> keys(String file) {
    return new String(Golden.bytes("keys/" + file), StandardCharsets.UTF_8)
        .lines()
        .sorted()
        .toList();
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
