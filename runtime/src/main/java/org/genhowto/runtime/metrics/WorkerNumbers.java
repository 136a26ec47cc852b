package org.genhowto.runtime.metrics;

import java.time.Duration;
import java.util.Map;

/**
 * What one worker has done since its process started.
 *
 * @param skipped skipped records by reason
 * @param busy time spent in handlers
 * @param lag records of the input that wait, as last seen; 0 where that is unknown
 */
public record WorkerNumbers(
    String worker,
    long emitted,
    Map<String, Long> skipped,
    long deadLetters,
    long retries,
    int inFlight,
    long lag,
    Duration busy) {

  public WorkerNumbers {
    skipped = Map.copyOf(skipped);
  }

  /** Records that came to an end. */
  public long finished() {
    return emitted + deadLetters + skipped.values().stream().mapToLong(Long::longValue).sum();
  }
}
