package org.genhowto.runtime.worker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a worker waits for at present, in sentences: one for each of its parts that waits. A worker
 * that waits is not ready, and says why.
 */
public final class Waits {
  private final Map<String, String> reasons = new ConcurrentSkipListMap<>();

  /**
   * A part waits from now on, or goes on waiting for another reason.
   *
   * @param part tells the parts of the worker apart, such as a thread's name
   */
  public void begin(String part, String reason) {
    reasons.put(part, reason);
  }

  /** A part no longer waits; does nothing where it did not. */
  public void end(String part) {
    reasons.remove(part);
  }

  /** Every reason once, in one text; empty while nothing waits. */
  public Optional<String> reason() {
    return Optional.of(String.join("; ", reasons.values().stream().distinct().toList()))
        .filter(text -> !text.isEmpty());
  }
}
