package org.genhowto.runtime.topic;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterPosition;

/**
 * Which letter of each record is the newest. Of the letters themselves it keeps nothing, so that
 * millions of them fit into memory.
 */
final class NewestLetters {
  /** What is kept of a letter. */
  private record Place(int failures, int partition, long offset) {}

  private final Map<UUID, Place> places = new HashMap<>();

  void add(DeadLetter letter) {
    places.merge(
        name(letter),
        place(letter),
        (known, added) -> {
          boolean newer =
              added.failures() != known.failures()
                  ? added.failures() > known.failures()
                  : added.offset() > known.offset();
          return newer ? added : known;
        });
  }

  boolean isNewest(DeadLetter letter) {
    return place(letter).equals(places.get(name(letter)));
  }

  /** Place of the newest letter of the same record. */
  LetterPosition newest(DeadLetter letter) {
    Place place = places.getOrDefault(name(letter), place(letter));
    return new LetterPosition(place.partition(), place.offset());
  }

  private static Place place(DeadLetter letter) {
    return new Place(letter.failures(), letter.position().partition(), letter.position().offset());
  }

  private static UUID name(DeadLetter letter) {
    return UUID.nameUUIDFromBytes(letter.id().getBytes(StandardCharsets.UTF_8));
  }
}
