package org.genhowto.captioner.blip2;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The full-size model has every tensor of the published one, by name and shape. */
class Blip2PublishedTest {
  private static final String OPT_2_7B =
      """
      {"model_type": "blip-2", "num_query_tokens": 32, "use_decoder_only_language_model": true,
       "vision_config": {"model_type": "blip_2_vision_model"},
       "qformer_config": {"model_type": "blip_2_qformer"},
       "text_config": {"model_type": "opt", "activation_function": "relu", "hidden_size": 2560,
         "word_embed_proj_dim": 2560, "ffn_dim": 10240, "num_hidden_layers": 32,
         "num_attention_heads": 32, "do_layer_norm_before": true, "eos_token_id": 50118}}
      """;

  @Test
  void opt27b_has_the_tensors_of_the_reference(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("config.json"), OPT_2_7B);

    CaptionerConfig config = CaptionerConfig.read(new ModelFolder(folder));

    assertThat(new TreeMap<>(config.shapes())).isEqualTo(published());
    assertThat(config.shapes().values().stream().mapToLong(Shape::size).sum())
        .isEqualTo(3_744_679_936L);
    // The line break that ends a caption
    assertThat(config.endTokens()).containsExactly(50118);
    assertThat(config.language().padToken()).isEqualTo(1);
  }

  /** One line for each kind of tensor: name, shape, layers. */
  private static Map<String, Shape> published() throws Exception {
    Map<String, Shape> shapes = new TreeMap<>();
    Path file = Path.of(Blip2PublishedTest.class.getResource("opt-2.7b.txt").toURI());
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String[] parts = line.split("\t", -1);
      long[] sizes = Arrays.stream(parts[1].split("x")).mapToLong(Long::parseLong).toArray();
      for (String layer : parts[2].split(",", -1)) {
        shapes.put(parts[0].replace("*", layer), new Shape(sizes));
      }
    }
    return shapes;
  }
}
