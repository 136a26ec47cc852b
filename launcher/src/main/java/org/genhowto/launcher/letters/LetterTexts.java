package org.genhowto.launcher.letters;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.genhowto.runtime.config.Durations;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.runtime.record.LetterStatus;

/** What a person writes to name letters, and how their texts look on a terminal. */
public final class LetterTexts {
  private LetterTexts() {}

  /** Positions as lists show them. */
  public static Set<LetterPosition> positions(Collection<String> texts) {
    Set<LetterPosition> positions = new LinkedHashSet<>();
    for (String text : texts) {
      positions.add(position(text));
    }
    return positions;
  }

  public static LetterPosition position(String text) {
    return LetterPosition.parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "POSITION is '%s', expected what `dlq list` shows, such as 17"
                        .formatted(text)));
  }

  /** A length of time before now, or a moment. */
  public static Instant since(String text, Instant now) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return now.minus(duration(text));
    }
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "--since is '%s', expected a length such as 30m, 2h or 1d, or a moment such as"
                  .formatted(text)
              + " 2026-01-31T08:00:00Z",
          null);
    }
  }

  public static LetterStatus status(String text) {
    return LetterStatus.named(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--state is '%s', expected open, replayed, resolved, failed-again or discarded"
                        .formatted(text)));
  }

  /** Text of anyone on one line: what steers a terminal is replaced. */
  public static String line(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> safe.appendCodePoint(Character.isISOControl(c) || c == 0xFFFD ? '?' : c));
    return safe.toString();
  }

  /** The same, not longer than it may be. */
  public static String line(String text, int longest) {
    String line = line(text);
    return line.length() <= longest ? line : line.substring(0, Math.max(0, longest - 3)) + "...";
  }
}
