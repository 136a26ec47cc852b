package org.genhowto.networks.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.genhowto.networks.Golden;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
  private static final Path FOLDER = Golden.path("clip-tokenizer");

  @Test
  void vocabulary_and_merges_give_the_references_ids() {
    try (Tokenizer tokenizer = Tokenizer.load(FOLDER, 24)) {
      for (JsonNode golden : new ModelFolder(FOLDER).json("golden.json")) {
        long[] expected =
            StreamSupport.stream(golden.path("ids").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
        assertThat(tokenizer.encode(golden.path("text").asText()))
            .as(golden.path("text").asText())
            .containsExactly(expected);
      }
    }
  }

  @Test
  void one_file_gives_the_same_ids_and_its_own_padding(@TempDir Path folder) throws Exception {
    new ModelFolder(folder).write("tokenizer.json", TokenizerFiles.read(FOLDER, null).json());
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"pad_token\": \"<|endoftext|>\"}");

    try (Tokenizer tokenizer = Tokenizer.load(folder, 6)) {
      assertThat(tokenizer.encode("the cut")).containsExactly(522, 517, 519, 523, 523, 523);
      assertThat(tokenizer.encode("the cut on the apple")).endsWith(523);
      assertThat(tokenizer.decode(tokenizer.encode("The cut"))).isEqualTo("the cut");
    }
  }

  @Test
  void texts_make_one_array() {
    try (NDManager manager = NDManager.newBaseManager();
        Tokenizer tokenizer = Tokenizer.load(FOLDER, 8)) {
      NDArray ids = tokenizer.encode(manager, List.of("the apple", "cut"));

      assertThat(ids.getShape()).isEqualTo(new Shape(2, 8));
      assertThat(ids.get(1).toLongArray()).containsExactly(522, 519, 523, 0, 0, 0, 0, 0);
    }
  }

  @Test
  void added_tokens_are_one_id_each(@TempDir Path folder) throws Exception {
    for (String file : List.of("vocab.json", "merges.txt")) {
      Files.copy(FOLDER.resolve(file), folder.resolve(file));
    }
    Files.writeString(folder.resolve("added_tokens.json"), "{\"<image>\": 524}");

    try (Tokenizer tokenizer = Tokenizer.load(folder, 6)) {
      assertThat(tokenizer.encode("cut<image>")).containsExactly(522, 519, 524, 523, 523, 523);
    }
  }

  @Test
  void a_special_token_outside_the_vocabulary_is_a_plain_error(@TempDir Path folder)
      throws Exception {
    for (String file : List.of("vocab.json", "merges.txt")) {
      Files.copy(FOLDER.resolve(file), folder.resolve(file));
    }
    Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\": \"<pad>\"}");

    assertThatThrownBy(() -> Tokenizer.load(folder, 6))
        .hasMessage("The special token <pad> is not in the tokenizer's vocabulary.");
  }

  @Test
  void a_folder_without_a_tokenizer_is_a_plain_error(@TempDir Path folder) {
    assertThatThrownBy(() -> Tokenizer.load(folder, 8))
        .hasMessageContaining("neither tokenizer.json nor vocab.json");
  }
}
