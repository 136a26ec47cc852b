package org.genhowto.runtime.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a worker that has nothing to do, or works, from one that does nothing. */
final class StallJudge {
  private final Duration after;
  private String traces = "";
  private @Nullable Instant idleSince;

  StallJudge(Duration after) {
    this.after = after;
  }

  /** The time counts anew. */
  synchronized void forgive(Instant now) {
    if (idleSince != null) {
      idleSince = now;
    }
  }

  /**
   * Judges by what is seen now and was seen before.
   *
   * @param waiting records that wait
   * @param busy whether some are in flight
   * @param now traces of work: whatever changes in it is work
   */
  synchronized Optional<String> judge(long waiting, boolean busy, String now, Instant time) {
    if (waiting == 0 || busy || !now.equals(traces)) {
      traces = now;
      idleSince = waiting == 0 || busy ? null : time;
      return Optional.empty();
    }
    if (idleSince == null) {
      idleSince = time;
    }
    Duration idle = Duration.between(idleSince, time);
    return idle.compareTo(after) < 0
        ? Optional.empty()
        : Optional.of(
            "%d records wait and none has been worked on for %d s"
                .formatted(waiting, idle.toSeconds()));
  }
}
