package org.genhowto.networks.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.Json;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.jspecify.annotations.Nullable;

/**
 * Text to token ids of one fixed length, and back. Reads {@code tokenizer.json}, or the older pair
 * {@code vocab.json} and {@code merges.txt} of CLIP and OPT. Both give the ids of transformers'
 * CLIPTokenizerFast and GPT2TokenizerFast; the padding token comes from {@code
 * special_tokens_map.json} or {@code tokenizer_config.json}.
 *
 * <p>transformers' older CLIPTokenizer gives the same ids for words, digits and ASCII punctuation.
 * It differs where it first repairs the text: with ftfy installed entities, typographic quotes,
 * ligatures and control characters, without it control and format characters (those that join
 * emoji), and spaces around Chinese characters.
 */
public final class Tokenizer implements AutoCloseable {
  private static final String CONFIG = "tokenizer_config.json";

  /** What transformers' clean_up_tokenization does, in its order. */
  private static final String[][] TIDYING = {
    {" .", "."},
    {" ?", "?"},
    {" !", "!"},
    {" ,", ","},
    {" ' ", "'"},
    {" n't", "n't"},
    {" 'm", "'m"},
    {" 's", "'s"},
    {" 've", "'ve"},
    {" 're", "'re"}
  };

  private final HuggingFaceTokenizer tokenizer;
  private final int length;
  private final long padding;
  private final Decoding decoding;

  private Tokenizer(HuggingFaceTokenizer tokenizer, int length, long padding, Decoding decoding) {
    this.tokenizer = tokenizer;
    this.length = length;
    this.padding = padding;
    this.decoding = decoding;
  }

  /**
   * What is done to a decoded text.
   *
   * @param endOfWord CLIP's end-of-word mark, which its decoder leaves in; empty for others
   * @param tidy whether the spaces that stand before punctuation go; usual unless denied
   */
  private record Decoding(String endOfWord, boolean tidy) {
    static Decoding of(ModelFolder files, JsonNode definition) {
      return new Decoding(
          definition.path("model").path("end_of_word_suffix").asText(""),
          !files.has(CONFIG)
              || files.json(CONFIG).path("clean_up_tokenization_spaces").asBoolean(true));
    }

    String apply(String text) {
      String words = endOfWord.isEmpty() ? text : text.replace(endOfWord, " ").strip();
      if (tidy) {
        for (String[] change : TIDYING) {
          words = words.replace(change[0], change[1]);
        }
      }
      return words;
    }
  }

  /**
   * Reads a tokenizer's folder.
   *
   * @param length the number of ids of every text, the text tower's number of positions
   */
  public static Tokenizer load(Path folder, int length) {
    return load(folder, length, null);
  }

  /**
   * The same with a token that texts are padded with.
   *
   * @param padding null takes the files' own
   */
  public static Tokenizer load(Path folder, int length, @Nullable String padding) {
    ModelFolder files = new ModelFolder(folder);
    try {
      TokenizerFiles.Definition definition = TokenizerFiles.read(folder, padding);
      byte[] bytes = Json.PLAIN.writeValueAsBytes(definition.json());
      try (InputStream in = new ByteArrayInputStream(bytes)) {
        // Length and padding are ours to apply, so that both file forms behave the same.
        HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false"));
        return new Tokenizer(
            tokenizer, length, definition.padding(), Decoding.of(files, definition.json()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The tokenizer in " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  public int length() {
    return length;
  }

  public long padding() {
    return padding;
  }

  /**
   * Ids with the special tokens, cut or padded to the length; a cut text keeps its end token where
   * the tokenizer has one.
   */
  public long[] encode(String text) {
    Encoding encoding = tokenizer.encode(text);
    long[] ids = encoding.getIds();
    long[] fixed = Arrays.copyOf(ids, length);
    if (ids.length < length) {
      Arrays.fill(fixed, ids.length, length, padding);
    } else if (encoding.getSpecialTokenMask()[ids.length - 1] == 1) {
      fixed[length - 1] = ids[ids.length - 1];
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
    return decoding.apply(tokenizer.decode(ids, true));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
