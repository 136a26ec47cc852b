package org.genhowto.runtime.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: 250ms, 30s, 5m, 2h, 1d, or ISO's PT1.5S. */
public final class Durations {
  private static final Pattern SIMPLE = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)");

  private Durations() {}

  static boolean isDuration(String text) {
    try {
      return !parse(text).isNegative();
    } catch (DateTimeParseException | ArithmeticException e) {
      return false;
    }
  }

  /**
   * @throws DateTimeParseException it is none
   */
  public static Duration parse(String text) {
    Matcher simple = SIMPLE.matcher(text);
    if (!simple.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(simple.group(1));
    return switch (simple.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
