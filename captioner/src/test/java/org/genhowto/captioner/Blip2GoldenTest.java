package org.genhowto.captioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A tiny BLIP-2 with random weights says what transformers 4.41.2 says. The files come from
 * src/test/python/blip2_golden.py.
 */
class Blip2GoldenTest {
  private static final int START = 2;

  private NDManager manager;
  private Blip2 model;
  private JsonNode golden;
  private NDArray pixels;

  @BeforeEach
  void load() throws Exception {
    Path folder = Path.of(Blip2GoldenTest.class.getResource("blip2/config.json").toURI());
    golden = new ObjectMapper().readTree(folder.resolveSibling("golden.json").toFile());
    manager = NDManager.newBaseManager();
    model = Blip2.load(manager, folder.getParent());
    float[] values = floats(golden.path("pixels"));
    pixels = manager.create(values, new Shape(values.length / (3 * 16 * 16), 3, 16, 16));
  }

  @AfterEach
  void close() {
    model.close();
    manager.close();
  }

  @Test
  void theQueriesSeeTheSame() {
    assertThat(model.imageTokens(pixels).toFloatArray())
        .containsExactly(floats(golden.path("imageTokens")), within(1e-4f));
  }

  @Test
  void theNextTokensAreAsLikely() {
    long[] ids = longs(golden.path("tokens"));
    NDArray tokens = manager.create(ids, new Shape(pixels.getShape().get(0), 5));

    assertThat(model.logits(model.imageTokens(pixels), tokens).toFloatArray())
        .containsExactly(floats(golden.path("logits")), within(1e-4f));
  }

  @Test
  void greedyAndBeamSearchFindTheSameCaptions() {
    for (JsonNode expected : golden.path("searches")) {
      DecodingSettings settings =
          new DecodingSettings(
              expected.path("beams").asInt(),
              expected.path("maxTokens").asInt(),
              0,
              expected.path("lengthPenalty").asDouble());

      List<BeamSearch.Found> found =
          model.search(
              pixels, new long[] {START}, new BeamSearch(settings, model.config().endTokens()));

      assertThat(found)
          .as("captions of %s", settings)
          .extracting(BeamSearch.Found::tokens)
          .isEqualTo(sequences(expected.path("sequences")));
      for (int i = 0; i < expected.path("scores").size(); i++) {
        assertThat(found.get(i).score())
            .isCloseTo(expected.path("scores").path(i).asDouble(), within(1e-4));
      }
    }
  }

  private static List<List<Integer>> sequences(JsonNode json) {
    return StreamSupport.stream(json.spliterator(), false)
        .map(row -> StreamSupport.stream(row.spliterator(), false).map(JsonNode::asInt).toList())
        .toList();
  }

  private static float[] floats(JsonNode json) {
    float[] values = new float[json.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) json.path(i).asDouble();
    }
    return values;
  }

  private static long[] longs(JsonNode json) {
    return StreamSupport.stream(json.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }
}
