package org.genhowto.miniature.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** Seconds from one part of a work to the next. */
public final class Stopwatch {
  private final Map<String, Double> laps = new LinkedHashMap<>();
  private long last = System.nanoTime();

  /** The part of that name ends here. */
  public void lap(String part) {
    long now = System.nanoTime();
    laps.put(part, Math.round((now - last) / 1e8) / 10.0);
    last = now;
  }

  /** All parts so far, in order. */
  public Map<String, Double> laps() {
    return new LinkedHashMap<>(laps);
  }
}
