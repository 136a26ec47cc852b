package org.genhowto.runtime.loop;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a committed offset, in its metadata: which records beyond it have come to
 * their end already, how far records were handed out when it was written, and which of them were in
 * hand while earlier processes died. Offsets are absolute here, and relative in the text, which
 * stays far below the 4,096 bytes that brokers take.
 *
 * @param base the committed offset: everything before it has come to its end
 * @param top everything before it, but for the holes, has come to its end; base where there is none
 * @param holes records between base and top that have not
 * @param reach no record from here on was handed out; base where all is settled
 * @param suspects records that were in hand alone when a process died, and how many times
 */
record Bookmark(
    long base, long top, SortedSet<Long> holes, long reach, SortedMap<Long, Integer> suspects) {
  private static final String FORM = "b1";

  /** A place with nothing beyond it. */
  static Bookmark at(long base) {
    return new Bookmark(base, base, new TreeSet<>(), base, new TreeMap<>());
  }

  /** Whether whoever wrote it had records in hand and did not say farewell. */
  boolean leftOpen() {
    return reach > base;
  }

  /** Whether a record has come to its end. */
  boolean done(long offset) {
    return offset < base || (offset < top && !holes.contains(offset));
  }

  /** The text beside the offset. */
  String text() {
    if (top == base && reach == base && suspects.isEmpty()) {
      return "";
    }
    return String.join(
        ";",
        FORM,
        Long.toString(top - base),
        gaps(),
        Long.toString(reach - base),
        suspects.entrySet().stream()
            .map(suspect -> (suspect.getKey() - base) + "x" + suspect.getValue())
            .collect(Collectors.joining(",")));
  }

  /** Each hole by its distance from the last. */
  private String gaps() {
    long last = base;
    StringBuilder text = new StringBuilder();
    for (long hole : holes) {
      text.append(text.isEmpty() ? "" : ",").append(hole - last);
      last = hole;
    }
    return text.toString();
  }

  /** Reads one back; foreign text, which anyone may have committed, says nothing. */
  static Bookmark read(long base, @Nullable String metadata) {
    return Optional.ofNullable(metadata)
        .map(text -> text.split(";", -1))
        .filter(parts -> parts.length == 5 && parts[0].equals(FORM))
        .flatMap(parts -> read(base, parts))
        .orElseGet(() -> at(base));
  }

  private static Optional<Bookmark> read(long base, String[] parts) {
    try {
      SortedSet<Long> holes = new TreeSet<>();
      long last = base;
      for (String gap : items(parts[2])) {
        last += Long.parseLong(gap);
        holes.add(last);
      }
      SortedMap<Long, Integer> suspects = new TreeMap<>();
      for (String suspect : items(parts[4])) {
        String[] pair = suspect.split("x", 2);
        suspects.put(base + Long.parseLong(pair[0]), Integer.parseInt(pair[1]));
      }
      return Optional.of(
          new Bookmark(
              base,
              base + Long.parseLong(parts[1]),
              holes,
              base + Long.parseLong(parts[3]),
              suspects));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static String[] items(String text) {
    return text.isEmpty() ? new String[0] : text.split(",", -1);
  }

  /** How often a record was in hand alone when a process died. */
  int deaths(long offset) {
    return suspects.getOrDefault(offset, 0);
  }

  Map<Long, Integer> deathsByOffset() {
    return Map.copyOf(suspects);
  }
}
