package org.genhowto.runtime.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The requests that anyone may begin, in the order in which they are begun: by urgency, but whoever
 * has waited for long goes first, so that none starves.
 */
final class WaitingRequests {
  private final NavigableSet<OpenRequest> byUrgency = new TreeSet<>(OpenRequest.BY_URGENCY);
  private final NavigableSet<OpenRequest> byAge = new TreeSet<>(OpenRequest.BY_AGE);

  void add(OpenRequest request) {
    byUrgency.add(request);
    byAge.add(request);
  }

  void remove(OpenRequest request) {
    byUrgency.remove(request);
    byAge.remove(request);
  }

  int size() {
    return byAge.size();
  }

  /**
   * Which one comes next.
   *
   * @param patience how long a request waits before it goes first whatever its priority
   */
  Optional<OpenRequest> next(Instant now, Duration patience) {
    return starving(now, patience).or(this::mostUrgent);
  }

  Optional<OpenRequest> mostUrgent() {
    return byUrgency.isEmpty() ? Optional.empty() : Optional.of(byUrgency.first());
  }

  /** The oldest, where it has waited for too long. */
  Optional<OpenRequest> starving(Instant now, Duration patience) {
    return byAge.isEmpty() || byAge.first().terms().arrival().plus(patience).isAfter(now)
        ? Optional.empty()
        : Optional.of(byAge.first());
  }

  /** The place of one that waits, or the one it would have if it did. */
  OpenRequests.Rank rank(OpenRequest request) {
    int others = byUrgency.size() - (byUrgency.contains(request) ? 1 : 0);
    return new OpenRequests.Rank(byUrgency.headSet(request, false).size() + 1, others + 1);
  }
}
