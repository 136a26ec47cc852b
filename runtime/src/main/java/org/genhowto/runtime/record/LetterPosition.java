package org.genhowto.runtime.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Place of a dead letter in its worker's topic. As text it is the offset; where the topic has more
 * than one partition, 1@17 is offset 17 of partition 1.
 */
public record LetterPosition(int partition, long offset) {
  private static final Pattern TEXT = Pattern.compile("(?:([0-9]{1,9})@)?([0-9]{1,18})");

  /** Reads the text; empty where it is no position. */
  public static Optional<LetterPosition> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String partition = Optional.ofNullable(matcher.group(1)).orElse("0");
    return Optional.of(
        new LetterPosition(Integer.parseInt(partition), Long.parseLong(matcher.group(2))));
  }

  @Override
  public String toString() {
    return partition == 0 ? Long.toString(offset) : partition + "@" + offset;
  }
}
