package org.genhowto.networks;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Text to token ids of one fixed length, and back. Reads {@code tokenizer.json}, or the older pair
 * {@code vocab.json} and {@code merges.txt} of CLIP; the length and the padding token come from
 * {@code tokenizer_config.json} and {@code special_tokens_map.json}.
 */
public final class Tokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final int length;
  private final long padding;

  private Tokenizer(HuggingFaceTokenizer tokenizer, int length, long padding) {
    this.tokenizer = tokenizer;
    this.length = length;
    this.padding = padding;
  }

  /**
   * Reads a tokenizer's folder.
   *
   * @param length the number of ids of every text, the text tower's number of positions
   */
  public static Tokenizer load(Path folder, int length) {
    ModelFolder files = new ModelFolder(folder);
    try {
      byte[] definition =
          files.has("tokenizer.json")
              ? Files.readAllBytes(folder.resolve("tokenizer.json"))
              : ClipTokenizerFiles.definition(folder);
      JsonNode json = new ObjectMapper().readTree(definition);
      try (InputStream in = new ByteArrayInputStream(definition)) {
        // Length and padding are ours to apply, so that both file forms behave the same.
        HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false"));
        return new Tokenizer(tokenizer, length, padding(files, json));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The tokenizer in " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static long padding(ModelFolder files, JsonNode definition) {
    for (String file : List.of("special_tokens_map.json", "tokenizer_config.json")) {
      if (files.has(file)) {
        JsonNode token = files.json(file).path("pad_token");
        String text = token.isObject() ? token.path("content").asText() : token.asText("");
        if (!text.isEmpty()) {
          return id(definition, text);
        }
      }
    }
    JsonNode padding = definition.path("padding").path("pad_id");
    return padding.asLong(0);
  }

  private static long id(JsonNode definition, String token) {
    for (JsonNode added : definition.path("added_tokens")) {
      if (added.path("content").asText().equals(token)) {
        return added.path("id").asLong();
      }
    }
    JsonNode id = definition.path("model").path("vocab").path(token);
    if (!id.isNumber()) {
      throw new IllegalArgumentException(
          "The padding token " + token + " is not in the tokenizer's vocabulary.");
    }
    return id.asLong();
  }

  public int length() {
    return length;
  }

  public long padding() {
    return padding;
  }

  /** Ids with the special tokens, cut or padded to the length; a cut text keeps its end token. */
  public long[] encode(String text) {
    long[] ids = tokenizer.encode(text).getIds();
    long[] fixed = Arrays.copyOf(ids, length);
    if (ids.length > length) {
      fixed[length - 1] = ids[ids.length - 1];
    } else {
      Arrays.fill(fixed, ids.length, length, padding);
    }
    return fixed;
  }

  /** (texts, length) int64. */
  public NDArray encode(NDManager manager, List<String> texts) {
    long[] ids = texts.stream().flatMapToLong(text -> Arrays.stream(encode(text))).toArray();
    return manager.create(ids, new Shape(texts.size(), length));
  }

  /** The text of ids, without special tokens. */
  public String decode(long[] ids) {
    // CLIP's end-of-word mark is part of its tokens, and its decoder leaves it in.
    return tokenizer.decode(ids, true).replace("</w>", " ").strip();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
