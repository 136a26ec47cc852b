package org.genhowto.gateway.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.RequestContract;

/**
 * A line of the file of tokens: name, SHA-256 of the token, requests a minute, open requests,
 * highest priority, and {@code operator} or nothing; a hyphen sets no limit.
 */
record TokenLine(Caller caller, String hash) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
  private static final String ANY = "-";
  private static final String OPERATOR = "operator";
  private static final List<String> PRIORITIES = List.of("low", "normal", "high");
  private static final int WITHOUT_ROLE = 5;

  /**
   * @throws IllegalArgumentException it is none; the message says what is wrong with it
   */
  static TokenLine parse(String line) {
    String[] words = line.strip().split("\\s+", -1);
    boolean operator = words.length == WITHOUT_ROLE + 1 && words[WITHOUT_ROLE].equals(OPERATOR);
    if (words.length != WITHOUT_ROLE && !operator) {
      throw new IllegalArgumentException(
          "it has %d words, expected a name, the SHA-256 of a token, requests a minute, open"
                  .formatted(words.length)
              + " requests, the highest priority, and 'operator' or nothing");
    }
    if (!RequestContract.isId(words[0])) {
      throw wrong("name", words[0], "1 to 128 letters, digits, '.', '_' or '-'");
    }
    if (!HASH.matcher(words[1]).matches()) {
      // Not shown: it may be the token itself, put there by mistake.
      throw new IllegalArgumentException(
          "its second word is no SHA-256, expected 64 of 0-9 and a-f as `genhowto token` prints");
    }
    return new TokenLine(
        new Caller(
            words[0],
            operator ? Caller.Role.OPERATOR : Caller.Role.CLIENT,
            number("requests a minute", words[2]),
            number("open requests", words[3]),
            priority(words[4])),
        words[1]);
  }

  /** Takes as long for one that is nearly right as for any other. */
  boolean holds(String tokenHash) {
    return MessageDigest.isEqual(hash.getBytes(US_ASCII), tokenHash.getBytes(US_ASCII));
  }

  private static int number(String what, String word) {
    if (word.equals(ANY)) {
      return Integer.MAX_VALUE;
    }
    int number = NUMBER.matcher(word).matches() ? Integer.parseInt(word) : 0;
    if (number < 1) {
      throw wrong(what, word, "1 to 999999, or '-' for any");
    }
    return number;
  }

  private static Priority priority(String word) {
    if (word.equals(ANY)) {
      return Priority.HIGH;
    }
    if (!PRIORITIES.contains(word)) {
      throw wrong("priority", word, "low, normal or high, or '-' for any");
    }
    return Priority.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static IllegalArgumentException wrong(String what, String word, String expected) {
    return new IllegalArgumentException(
        "its %s is '%s', expected %s".formatted(what, PlainText.shown(word), expected));
  }
}
