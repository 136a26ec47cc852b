package org.genhowto.captioner.blip2;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Captions that are not to repeat themselves nor their prompts are those of transformers 5.24. The
 * files come from src/test/python/blip2_repetition.py.
 */
class Blip2RepetitionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAD = 1;

  private NDManager manager;
  private JsonNode golden;

  @TempDir private Path copy;

  @BeforeEach
  void open() throws IOException {
    manager = NDManager.newBaseManager();
    golden = JSON.readTree(folder().resolve("golden.json").toFile());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void captions_of_prompts_of_several_lengths_are_those_of_each_alone() {
    try (Blip2 model = Blip2.load(manager, folder())) {
      for (JsonNode each : golden.path("cases")) {
        List<List<Integer>> all = captions(model, each);

        for (int image = 0; image < all.size(); image++) {
          assertThat(all.get(image))
              .as("image %d with %s", image, each.path("arguments"))
              .isEqualTo(trimmed(ints(each.path("found").path(image))));
        }
      }
    }
  }

  @Test
  void a_folder_that_does_not_say_how_many_queries_there_are_captions_alike() throws IOException {
    for (String file : List.of("config.json", "generation_config.json", "model.safetensors")) {
      Files.copy(folder().resolve(file), copy.resolve(file));
    }
    ObjectNode config = (ObjectNode) JSON.readTree(copy.resolve("config.json").toFile());
    assertThat(config.remove("num_query_tokens")).isNotNull();
    JSON.writeValue(copy.resolve("config.json").toFile(), config);
    JsonNode first = golden.path("cases").path(0);

    try (Blip2 model = Blip2.load(manager, folder());
        Blip2 other = Blip2.load(manager, copy)) {
      assertThat(captions(other, first)).isEqualTo(captions(model, first));
    }
  }

  private List<List<Integer>> captions(Blip2 model, JsonNode each) {
    NDArray pixels =
        manager.create(
            floats(golden.path("pixels")), new Shape(golden.path("prompts").size(), 3, 16, 16));
    List<long[]> prompts =
        StreamSupport.stream(golden.path("prompts").spliterator(), false)
            .map(prompt -> ints(prompt).stream().mapToLong(Integer::longValue).toArray())
            .toList();
    DecodingSettings settings =
        new DecodingSettings(
                each.at("/arguments/num_beams").asInt(), golden.path("new").asInt(), 0, 1)
            .penalizingRepetition(each.at("/arguments/repetition_penalty").asDouble());
    NDArray found = model.generate(pixels, prompts, settings);
    List<List<Integer>> rows = new ArrayList<>();
    for (long row = 0; row < found.getShape().get(0); row++) {
      List<Integer> tokens = new ArrayList<>();
      for (long token : found.get(row).toLongArray()) {
        tokens.add((int) token);
      }
      rows.add(trimmed(tokens.subList(1, tokens.size())));
    }
    return rows;
  }

  /** Without the padding behind a caption. */
  private static List<Integer> trimmed(List<Integer> tokens) {
    int end = tokens.size();
    while (end > 0 && tokens.get(end - 1) == PAD) {
      end--;
    }
    return tokens.subList(0, end);
  }

  private static List<Integer> ints(JsonNode array) {
    List<Integer> ints = new ArrayList<>();
    array.forEach(each -> ints.add(each.asInt()));
    return ints;
  }

  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) array.get(i).asDouble();
    }
    return floats;
  }

  private static Path folder() {
    try {
      return Path.of(Blip2RepetitionTest.class.getResource("repetition").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
