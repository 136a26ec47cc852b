package org.genhowto.launcher.chaos;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.genhowto.launcher.station.WorkerCatalogue;

/**
 * Something that goes wrong.
 *
 * @param victim the worker it meets; none where it meets what all stand on
 * @param time how long it lasts; no time where it is over at once
 */
record Fault(Kind kind, Optional<WorkerCatalogue> victim, Duration time) {

  /** What may go wrong. */
  enum Kind {
    /** SIGKILL, and a new start at once. */
    KILL,
    /** SIGTERM, and a new start once it has ended. */
    TERM,
    /** SIGSTOP for longer than sessions and locks, then SIGCONT. */
    FREEZE,
    /** SIGSTOP; another process takes its place and name; then SIGCONT. */
    ZOMBIE,
    BROKER_KILL,
    BROKER_FREEZE,
    /** The blob folder is not there. */
    STORE_AWAY,
    REGISTRY_CUT,
    REGISTRY_REFUSED,
    REGISTRY_SILENT,
    REGISTRY_SLOW;

    boolean meetsOneWorker() {
      return compareTo(ZOMBIE) <= 0;
    }

    String spelling() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public String toString() {
    return kind.spelling()
        + victim.map(worker -> " of " + worker.spelling()).orElse("")
        + (time.isZero() ? "" : " for %.1f s".formatted(time.toMillis() / 1000.0));
  }
}
