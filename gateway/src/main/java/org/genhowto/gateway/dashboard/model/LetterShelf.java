package org.genhowto.gateway.dashboard.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStatus;
import org.genhowto.schemas.DeadLetterState;

/**
 * The newest dead letters and what was done about them, in whichever order the two topics tell it.
 * Bounded in memory.
 */
final class LetterShelf {
  private static final int SHOWN = 50;
  private static final int KEPT = 1000;

  private final Newest<DeadLetter> letters = new Newest<>(KEPT);
  private final Newest<DeadLetterState> states = new Newest<>(KEPT);

  /** Takes in a letter; a later failure of the same record takes its place. */
  void add(ConsumerRecord<byte[], byte[]> written) {
    DeadLetter letter = DeadLetter.read(written);
    DeadLetter known = letters.get(letter.id());
    if (known == null || letter.supersedes(known)) {
      letters.renew(letter.id(), letter);
    }
  }

  void add(DeadLetterState state) {
    states.renew(state.getLetterId(), state);
  }

  /** Rows by worker and position: the newest, of which those that wait for people go first. */
  Map<String, Object> rows() {
    List<DeadLetter> waiting = new ArrayList<>();
    List<DeadLetter> others = new ArrayList<>();
    for (DeadLetter letter : letters.newestFirst()) {
      (status(letter).waitsForPeople() ? waiting : others).add(letter);
    }
    waiting.addAll(others);
    Map<String, Object> rows = new LinkedHashMap<>();
    for (DeadLetter letter : waiting.subList(0, Math.min(SHOWN, waiting.size()))) {
      rows.put(letter.worker() + " " + letter.position(), row(letter));
    }
    return rows;
  }

  private Map<String, Object> row(DeadLetter letter) {
    return new View()
        .and("worker", letter.worker())
        .and("position", letter.position().toString())
        .and("state", status(letter).word())
        .and("open", status(letter).waitsForPeople())
        .and("key", letter.key())
        .and("attempts", letter.attempts())
        .and("message", letter.reason().message())
        .and("actor", Optional.ofNullable(states.get(letter.id())).map(DeadLetterState::getActor))
        .and("at", letter.time().toEpochMilli())
        .map();
  }

  private LetterStatus status(DeadLetter letter) {
    return LetterStatus.of(letter, states.get(letter.id()));
  }
}
