package org.genhowto.captioner.blip2;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tiny BLIP-2 models with random weights say what transformers 4.41.2 says. The files come from
 * src/test/python/blip2_golden.py.
 */
@Tag("slow")
class Blip2GoldenTest {
  private static final String TWO_LAYERS = "two-layers";
  private static final String DEEP_VISION = "deep-vision";
  private static final String EVERY_LAYER = "every-layer";
  private static final long START = 2;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {TWO_LAYERS, DEEP_VISION, EVERY_LAYER})
  void the_queries_see_the_same(String name) throws Exception {
    JsonNode golden = golden(name);
    try (Blip2 model = Blip2.load(manager, folder(name))) {
      assertThat(model.imageTokens(pixels(golden)).toFloatArray())
          .containsExactly(floats(golden.path("imageTokens")), within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TWO_LAYERS, DEEP_VISION, EVERY_LAYER})
  void the_next_tokens_are_as_likely(String name) throws Exception {
    JsonNode golden = golden(name);
    try (Blip2 model = Blip2.load(manager, folder(name))) {
      NDArray tokens = manager.create(longs(golden.path("tokens")), new Shape(3, 5));

      assertThat(model.logits(model.imageTokens(pixels(golden)), tokens).toFloatArray())
          .containsExactly(floats(golden.path("logits")), within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TWO_LAYERS, DEEP_VISION, EVERY_LAYER})
  void greedy_and_beam_search_find_the_same_captions(String name) throws Exception {
    JsonNode golden = golden(name);
    int sequences = 0;
    try (Blip2 model = Blip2.load(manager, folder(name))) {
      for (JsonNode search : golden.path("searches")) {
        int from = sequenceOfOne(search) && search.has("ids") ? 1 : 0;
        int to = from + search.path("batch").asInt();
        NDArray images = pixels(golden).get(from + ":" + to);

        NDArray found = model.generate(images, prompts(search), settings(search));

        assertThat(rows(found))
            .as("%s with %s", name, search.path("arguments"))
            .isEqualTo(sequences(search));
        sequences += to - from;
      }
    }
    assertThat(sequences).isGreaterThan(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {TWO_LAYERS, DEEP_VISION, EVERY_LAYER})
  void beams_have_the_same_scores(String name) throws Exception {
    JsonNode golden = golden(name);
    try (Blip2 model = Blip2.load(manager, folder(name))) {
      for (JsonNode search : golden.path("searches")) {
        if (search.has("scores") && search.path("batch").asInt() == 3 && !search.has("ids")) {
          List<BeamSearch.Found> found =
              model.search(
                  pixels(golden),
                  new long[] {START},
                  new BeamSearch(settings(search), model.config().endTokens()));

          for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).score())
                .as("%s with %s", name, search.path("arguments"))
                .isCloseTo(search.path("scores").path(i).asDouble(), within(1e-4));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TWO_LAYERS, DEEP_VISION, EVERY_LAYER})
  void every_step_of_the_cache_has_the_same_logits(String name) throws Exception {
    JsonNode golden = golden(name);
    JsonNode greedy = golden.path("searches").path(0);
    try (Blip2 model = Blip2.load(manager, folder(name))) {
      for (int b = 0; b < 3; b++) {
        NDArray image = model.imageTokens(pixels(golden).get(b + ":" + (b + 1)));
        try (CachedDecoder decoder =
            new CachedDecoder(model.network(), image, new long[] {START})) {
          float[] logits = decoder.first()[0];
          for (int step = 0; step < greedy.path("logits").size(); step++) {
            float[] all = floats(greedy.path("logits").path(step));
            int vocabulary = all.length / 3;
            assertThat(logits)
                .as("%s, image %d, step %d", name, b, step)
                .containsExactly(
                    Arrays.copyOfRange(all, b * vocabulary, (b + 1) * vocabulary), within(1e-4f));
            int token = greedy.path("sequences").path(b).path(1 + step).asInt();
            logits = decoder.next(new int[] {0}, new int[] {token})[0];
          }
        }
      }
    }
  }

  /** The arguments of generate count the prompt, padding included, and one token more. */
  private static DecodingSettings settings(JsonNode search) {
    JsonNode arguments = search.path("arguments");
    int prompt = search.has("ids") ? search.path("ids").path(0).size() : 1;
    return new DecodingSettings(
            arguments.path("num_beams").asInt(),
            arguments.path("max_length").asInt() - 1 - prompt,
            Math.max(0, arguments.path("min_length").asInt(0) - prompt),
            arguments.path("length_penalty").asDouble(1))
        .penalizingRepetition(arguments.path("repetition_penalty").asDouble(1))
        .stopping(stopping(arguments.path("early_stopping")));
  }

  private static DecodingSettings.Stopping stopping(JsonNode early) {
    if (early.asText().equals("never")) {
      return DecodingSettings.Stopping.SETTLED;
    }
    return early.asBoolean() ? DecodingSettings.Stopping.ENOUGH : DecodingSettings.Stopping.USUAL;
  }

  private List<long[]> prompts(JsonNode search) {
    int batch = search.path("batch").asInt();
    if (!search.has("ids")) {
      return Collections.nCopies(batch, new long[] {START});
    }
    Shape shape = new Shape(batch, search.path("ids").path(0).size());
    return Blip2.prompts(
        manager.create(flat(search.path("ids")), shape),
        manager.create(flat(search.path("mask")), shape));
  }

  private static boolean sequenceOfOne(JsonNode search) {
    return search.path("batch").asInt() == 1;
  }

  private NDArray pixels(JsonNode golden) {
    int side = golden.path("side").asInt();
    return manager.create(floats(golden.path("pixels")), new Shape(3, 3, side, side));
  }

  private static List<List<Long>> rows(NDArray array) {
    int width = (int) array.getShape().get(1);
    List<Long> all = Arrays.stream(array.toLongArray()).boxed().toList();
    return IntStream.range(0, all.size() / width)
        .mapToObj(row -> all.subList(row * width, (row + 1) * width))
        .toList();
  }

  private static List<List<Long>> sequences(JsonNode search) {
    return StreamSupport.stream(search.path("sequences").spliterator(), false)
        .map(row -> Arrays.stream(longs(row)).boxed().toList())
        .toList();
  }

  private static long[] flat(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .flatMapToLong(row -> Arrays.stream(longs(row)))
        .toArray();
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

  private static Path folder(String name) throws Exception {
    String config = name + "/config.json";
    URL url = requireNonNull(Blip2GoldenTest.class.getResource(config), config);
    return requireNonNull(Path.of(url.toURI()).getParent());
  }

  private static JsonNode golden(String name) throws Exception {
    return new ObjectMapper().readTree(folder(name).resolve("golden.json").toFile());
  }
}
