package org.genhowto.gateway.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.gateway.dashboard.DashboardSnapshot.DeadLetterView;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStatus;
import org.genhowto.schemas.DeadLetterState;

/**
 * The newest dead letters and what was done about them, in whichever order the two topics tell it.
 * Bounded in memory.
 */
final class DashboardLetters {
  private static final int SHOWN = 24;
  private static final int KEPT = 1000;

  private final Map<String, DeadLetter> letters = newest();
  private final Map<String, DeadLetterState> states = newest();

  /** Takes in a letter; a later failure of the same record takes its place. */
  void add(ConsumerRecord<byte[], byte[]> written) {
    DeadLetter letter = DeadLetter.read(written);
    DeadLetter known = letters.get(letter.id());
    if (known == null || letter.supersedes(known)) {
      letters.remove(letter.id());
      letters.put(letter.id(), letter);
    }
  }

  void add(DeadLetterState state) {
    states.remove(state.getLetterId());
    states.put(state.getLetterId(), state);
  }

  /** The newest, newest first; those that wait for people go before the others. */
  List<DeadLetterView> views() {
    List<DeadLetterView> waiting = new ArrayList<>();
    List<DeadLetterView> others = new ArrayList<>();
    List<DeadLetter> all = new ArrayList<>(letters.values());
    for (int i = all.size() - 1; i >= 0; i--) {
      DeadLetter letter = all.get(i);
      LetterStatus status = LetterStatus.of(letter, states.get(letter.id()));
      (status.waitsForPeople() ? waiting : others).add(view(letter, status));
    }
    waiting.addAll(others);
    return List.copyOf(waiting.subList(0, Math.min(SHOWN, waiting.size())));
  }

  private DeadLetterView view(DeadLetter letter, LetterStatus status) {
    DeadLetterState state = states.get(letter.id());
    return new DeadLetterView(
        letter.worker(),
        letter.position().toString(),
        status.word(),
        letter.key().orElse(""),
        letter.attempts(),
        letter.reason().message(),
        state == null ? null : state.getActor());
  }

  private static <T> Map<String, T> newest() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > KEPT;
      }
    };
  }
}
