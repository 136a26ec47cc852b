package org.genhowto.gateway.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many requests each client made in the last minute. Safe for several threads. */
public final class RateQuota {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<String, Deque<Instant>> made = new HashMap<>();

  public RateQuota(Clock clock) {
    this.clock = clock;
  }

  /**
   * Takes requests of a client into account, all or none.
   *
   * @return nothing where it may make them, else when it may ask again
   */
  public synchronized Optional<Duration> take(Caller caller, int requests) {
    if (caller.perMinute() == Integer.MAX_VALUE) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Deque<Instant> times = made.computeIfAbsent(caller.name(), name -> new ArrayDeque<>());
    while (!times.isEmpty() && !times.peekFirst().plus(WINDOW).isAfter(now)) {
      times.removeFirst();
    }
    if (times.size() + requests > caller.perMinute()) {
      Instant oldest = times.isEmpty() ? now : times.peekFirst();
      return Optional.of(Duration.between(now, oldest.plus(WINDOW)));
    }
    for (int i = 0; i < requests; i++) {
      times.addLast(now);
    }
    return Optional.empty();
  }
}
