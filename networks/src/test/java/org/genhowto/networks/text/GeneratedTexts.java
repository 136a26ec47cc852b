package org.genhowto.networks.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts that src/test/python/tokenizer_golden.py makes: pieces of alphabets, drawn by a linear
 * congruential generator with Knuth's MMIX constants.
 */
final class GeneratedTexts {
  private static final int LONG_EVERY = 1_000;
  private static final int LONG = 10_000;

  private final List<String> names = new ArrayList<>();
  private final JsonNode alphabets;
  private long state;

  private GeneratedTexts(JsonNode alphabets, long seed) {
    this.alphabets = alphabets;
    this.state = seed;
    alphabets.fieldNames().forEachRemaining(names::add);
  }

  static List<String> of(JsonNode alphabets, long seed, int count) {
    GeneratedTexts texts = new GeneratedTexts(alphabets, seed);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(texts.text(i));
    }
    return all;
  }

  private int below(int bound) {
    state = state * 6364136223846793005L + 1442695040888963407L;
    return (int) ((state >>> 33) % bound);
  }

  private String text(int number) {
    boolean endless = number % LONG_EVERY == LONG_EVERY - 1;
    String own = names.get(number / 2 % names.size());
    int wanted = below(24);
    StringBuilder text = new StringBuilder();
    int characters = 0;
    for (int pieces = 0; endless ? characters < LONG : pieces < wanted; pieces++) {
      JsonNode alphabet = alphabets.path(alphabet(number, own));
      String piece = alphabet.path(below(alphabet.size())).asText() + (below(2) == 0 ? "" : " ");
      text.append(piece);
      characters += piece.codePointCount(0, piece.length());
    }
    return text.toString();
  }

  private String alphabet(int number, String own) {
    if (number % 2 == 1) {
      return names.get(below(names.size()));
    }
    return below(3) == 0 ? "words" : own;
  }
}
