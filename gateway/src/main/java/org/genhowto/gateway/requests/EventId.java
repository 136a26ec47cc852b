package org.genhowto.gateway.requests;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a request has come, as an event's id tells it: queued, progress by its offset in the
 * topic, the end. Every gateway gives the same, also after a new start, so that whoever had an
 * event of one goes on at another.
 *
 * @param rank grows as the request comes along
 */
public record EventId(long rank) implements Comparable<EventId> {
  static final EventId QUEUED = new EventId(0);
  static final EventId ENDED = new EventId(Long.MAX_VALUE);

  /** Before all others. */
  public static final EventId NOTHING = new EventId(-1);

  private static final Pattern TEXT = Pattern.compile("q|r|p([0-9]{1,18})");

  static EventId progress(long offset) {
    return new EventId(offset + 1);
  }

  /** Reads what a client had; what was never sent counts as nothing. */
  public static EventId of(Optional<String> text) {
    Matcher matcher = TEXT.matcher(text.orElse(""));
    if (!matcher.matches()) {
      return NOTHING;
    }
    return switch (matcher.group().charAt(0)) {
      case 'q' -> QUEUED;
      case 'r' -> ENDED;
      default -> progress(Long.parseLong(matcher.group(1)));
    };
  }

  @Override
  public int compareTo(EventId other) {
    return Long.compare(rank, other.rank);
  }

  @Override
  public String toString() {
    if (equals(QUEUED)) {
      return "q";
    }
    return equals(ENDED) ? "r" : "p" + (rank - 1);
  }
}
