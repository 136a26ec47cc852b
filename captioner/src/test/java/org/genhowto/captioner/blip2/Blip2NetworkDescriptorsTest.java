package org.genhowto.captioner.blip2;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.model.NamedNetwork;
import org.genhowto.networks.model.NamedTensors;
import org.genhowto.networks.model.PublishedNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Called as transformers calls it; src/test/python/blip2_golden.py. */
class Blip2NetworkDescriptorsTest {
  private NDManager manager;
  private JsonNode golden;
  private NamedNetwork network;

  @BeforeEach
  void load() throws Exception {
    manager = NDManager.newBaseManager();
    String config = "two-layers/config.json";
    URL url = requireNonNull(Blip2NetworkDescriptorsTest.class.getResource(config), config);
    Path folder = requireNonNull(Path.of(url.toURI()).getParent());
    golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
    ModelLocation place = new ModelLocation(folder, folder);
    PublishedNetwork blip2 = Blip2NetworkDescriptors.networks().get(0);
    assertThat(blip2.isAt(place)).isTrue();
    assertThat(blip2.checkpoint(place).contains("query_tokens")).isTrue();
    network = blip2.load(manager, place);
  }

  @AfterEach
  void close() {
    network.close();
    manager.close();
  }

  @Test
  void generation_takes_the_references_arguments() {
    int checked = 0;
    for (JsonNode search : golden.path("searches")) {
      if (search.path("batch").asInt() == 3 && !search.path("arguments").has("early_stopping")) {
        Map<String, NDArray> inputs = inputs();
        search
            .path("arguments")
            .properties()
            .forEach(
                entry -> inputs.put(entry.getKey(), manager.create(entry.getValue().asDouble())));
        if (search.has("ids")) {
          inputs.put("input_ids", rows(search.path("ids")));
          inputs.put("attention_mask", rows(search.path("mask")));
        }

        NDArray sequences = network.forward(new NamedTensors(inputs)).get("sequences");

        assertThat(sequences)
            .as("%s", search.path("arguments"))
            .isEqualTo(rows(search.path("sequences")));
        checked++;
      }
    }
    assertThat(checked).isEqualTo(15);
  }

  @Test
  void logits_of_given_tokens_follow_those_of_the_image() {
    Map<String, NDArray> inputs = inputs();
    inputs.put("input_ids", manager.create(longs(golden.path("tokens")), new Shape(3, 5)));

    NDArray logits = requireNonNull(network.forward(new NamedTensors(inputs)).get("logits"));

    assertThat(logits.getShape()).isEqualTo(new Shape(3, 3 + 5, 19));
    assertThat(logits.get(":, 3:").toFloatArray())
        .containsExactly(floats(golden.path("logits")), within(1e-4f));
  }

  @Test
  void an_argument_that_nothing_reads_is_refused() {
    Map<String, NDArray> inputs = inputs();
    inputs.put("top_p", manager.create(0.9));

    assertThatThrownBy(() -> network.forward(new NamedTensors(inputs)))
        .hasMessageContaining("[top_p] are not read");
  }

  private Map<String, NDArray> inputs() {
    Map<String, NDArray> inputs = new HashMap<>();
    inputs.put(
        "pixel_values", manager.create(floats(golden.path("pixels")), new Shape(3, 3, 16, 16)));
    return inputs;
  }

  private NDArray rows(JsonNode rows) {
    long[] all =
        StreamSupport.stream(rows.spliterator(), false)
            .flatMapToLong(row -> Arrays.stream(longs(row)))
            .toArray();
    return manager.create(all, new Shape(rows.size(), rows.path(0).size()));
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
