package org.genhowto.runtime.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * A moment as people write it: how long ago it is, as {@link Durations} spells it, or itself with
 * its offset, such as 2026-01-31T08:00:00Z. It lies in the years 0 to 9999.
 */
public final class PastMoment {
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private PastMoment() {}

  /**
   * @param now what a length counts back from
   * @throws DateTimeException it is none
   */
  public static Instant parse(String text, Instant now) {
    Instant moment;
    try {
      moment =
          text.contains("T") && !text.startsWith("P")
              ? OffsetDateTime.parse(text).toInstant()
              : now.minus(length(text));
    } catch (ArithmeticException e) {
      throw new DateTimeException("no clock goes as far back as " + text, e);
    }
    if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
      throw new DateTimeException("%s is not in the years 0 to 9999".formatted(text));
    }
    return moment;
  }

  private static Duration length(String text) {
    Duration length = Durations.parse(text);
    if (length.isNegative()) {
      throw new DateTimeException("%s ago is in the future".formatted(text));
    }
    return length;
  }
}
