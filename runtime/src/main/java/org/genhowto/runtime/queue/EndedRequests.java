package org.genhowto.runtime.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.handler.EarlierAnswer;
import org.genhowto.runtime.record.Origin;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GenerationStatus;
import org.jspecify.annotations.Nullable;

/** The requests that ended last, up to a number of them, and what they were answered with. */
final class EndedRequests {
  private final Map<String, Ended> newest;
  private final Map<String, EarlierAnswer> answers;

  /**
   * How a request ended.
   *
   * @param place of the record that the result answers; null where the result does not say
   * @param fingerprint of that record; empty while it is not known
   */
  record Ended(
      GenerationStatus status, List<BlobRef> images, @Nullable Origin place, String fingerprint) {

    boolean answers(Origin other) {
      return place == null || place.equals(other);
    }

    Ended asked(String seen) {
      return new Ended(status, images, place, seen);
    }
  }

  EndedRequests(int most) {
    this.newest = newest(most);
    this.answers = newest(most);
  }

  /** A map that keeps what came in last, up to a number. */
  static <K, V> Map<K, V> newest(int most) {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** The first end counts; another one is that of a replay, whose images are newer. */
  void put(String requestId, Ended ended) {
    newest.put(requestId, ended);
  }

  /** What was answered under a key; the newest is kept, as its images are there the longest. */
  void answered(String key, EarlierAnswer answer) {
    answers.remove(key); // So that it counts as new.
    answers.put(key, answer);
  }

  Optional<EarlierAnswer> answer(String key) {
    return Optional.ofNullable(answers.get(key));
  }

  Optional<Ended> find(String requestId) {
    return Optional.ofNullable(newest.get(requestId));
  }
}
