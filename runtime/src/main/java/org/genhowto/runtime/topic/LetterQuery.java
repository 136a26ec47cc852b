package org.genhowto.runtime.topic;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.record.LetterPosition;
import org.genhowto.runtime.record.LetterStatus;

/**
 * Which dead letters are meant; what is empty leaves out none.
 *
 * @param positions places in the dead letter topic
 * @param reason text in the exception's name or message, in any case
 * @param since the newest failure is not older
 */
public record LetterQuery(
    Set<LetterPosition> positions,
    Set<LetterStatus> states,
    Optional<String> key,
    Optional<String> reason,
    Optional<Instant> since) {
  public static final LetterQuery ALL =
      new LetterQuery(Set.of(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

  public LetterQuery {
    positions = Set.copyOf(positions);
    states = Set.copyOf(states);
  }

  public static LetterQuery at(Set<LetterPosition> positions) {
    return new LetterQuery(
        positions, Set.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  boolean matches(LetterEntry entry) {
    var letter = entry.letter();
    return (positions.isEmpty() || positions.contains(letter.position()))
        && (states.isEmpty() || states.contains(entry.status()))
        && (key.isEmpty() || key.equals(letter.key()))
        && since.map(time -> !letter.time().isBefore(time)).orElse(true)
        && reason
            .map(text -> text.toLowerCase(Locale.ROOT))
            .map(
                text ->
                    (letter.reason().exception() + ": " + letter.reason().message())
                        .toLowerCase(Locale.ROOT)
                        .contains(text))
            .orElse(true);
  }
}
