package org.genhowto.captioner.blip2;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.genhowto.networks.text.Tokenizer;

/** Sentences as the language model reads them: the start token, words, an end token. */
public final class CaptionTokens {
  private CaptionTokens() {}

  /** The start token and the words that a caption continues. */
  public static long[] prompt(Tokenizer tokenizer, CaptionerConfig config, String words) {
    return LongStream.concat(
            LongStream.of(config.language().startToken()),
            Arrays.stream(words(tokenizer, config, words)))
        .toArray();
  }

  /** The words alone; tokenizers differ in what they put around them. */
  public static long[] words(Tokenizer tokenizer, CaptionerConfig config, String text) {
    return Arrays.stream(tokenizer.encode(text))
        .filter(id -> id != tokenizer.padding())
        .filter(id -> id != config.language().startToken() && id != config.language().endToken())
        .toArray();
  }
}
