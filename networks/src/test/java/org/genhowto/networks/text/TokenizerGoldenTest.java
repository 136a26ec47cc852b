package org.genhowto.networks.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.genhowto.networks.Golden;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ten thousand texts have the ids that transformers' CLIPTokenizerFast and GPT2TokenizerFast give
 * them; src/test/python/tokenizer_golden.py.
 */
@Tag("slow")
class TokenizerGoldenTest {
  private static final Path FOLDER = Golden.path("tokenizer");

  private static JsonNode golden;
  private static List<String> texts;

  @BeforeAll
  static void generate() {
    ModelFolder folder = new ModelFolder(FOLDER);
    golden = folder.json("golden.json");
    texts =
        GeneratedTexts.of(
            folder.json("alphabets.json"), 1, golden.path("texts").path("count").asInt());
  }

  @Test
  void the_texts_are_the_references() throws Exception {
    assertThat(texts).hasSizeGreaterThanOrEqualTo(10_000).contains("");
    assertThat(texts.stream().mapToInt(String::length).max().orElseThrow())
        .isGreaterThanOrEqualTo(10_000);
    assertThat(sha256(String.join("\n", texts)))
        .isEqualTo(golden.path("texts").path("sha256").asText());
  }

  @ParameterizedTest
  @CsvSource({"clip-sd2,clip-sd2", "clip-sd2,clip-sd2/one-file", "opt,opt", "opt,opt/one-file"})
  void ids_and_decoded_texts_are_the_references(String name, String folder) throws Exception {
    check(expected(name), FOLDER.resolve(folder));
  }

  @Test
  void another_padding_token_gives_other_ids(@TempDir Path folder) throws Exception {
    for (String file : List.of("vocab.json", "merges.txt")) {
      Files.copy(FOLDER.resolve("clip-sd2").resolve(file), folder.resolve(file));
    }
    for (String file : List.of("special_tokens_map.json", "tokenizer_config.json")) {
      Files.copy(FOLDER.resolve("clip-sd1").resolve(file), folder.resolve(file));
    }

    check(expected("clip-sd1"), folder);
  }

  private static void check(JsonNode expected, Path folder) throws Exception {
    int block = golden.path("texts").path("block").asInt();
    List<String> decoded = new ArrayList<>();
    try (Tokenizer tokenizer =
        Tokenizer.load(folder, golden.path("texts").path("length").asInt())) {
      assertThat(tokenizer.padding()).isEqualTo(expected.path("padding").asLong());
      for (int start = 0; start < texts.size(); start += block) {
        StringBuilder rows = new StringBuilder();
        for (String text : texts.subList(start, start + block)) {
          long[] ids = tokenizer.encode(text);
          rows.append(row(ids));
          decoded.add(tokenizer.decode(ids));
        }
        assertThat(sha256(rows.toString()))
            .as("ids of texts %d to %d", start, start + block - 1)
            .isEqualTo(expected.path("sha256").path(start / block).asText());
      }
    }
    assertThat(sha256(String.join("\n", decoded))).isEqualTo(expected.path("decoded").asText());
  }

  private static JsonNode expected(String name) {
    return StreamSupport.stream(golden.path("tokenizers").spliterator(), false)
        .filter(tokenizer -> tokenizer.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String row(long[] ids) {
    return Arrays.stream(ids).mapToObj(Long::toString).collect(Collectors.joining(" ")) + "\n";
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
