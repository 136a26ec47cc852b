package org.genhowto.launcher.replay;

import java.util.List;
import java.util.Map;

/**
 * What of an output is compared.
 *
 * @param shown for people; outputs that show the same are the same
 * @param seconds chosen moments, where those are what the stage decides; else empty
 * @param measures numbers whose means are compared, by name
 */
record Summary(String shown, List<Integer> seconds, Map<String, Double> measures) {
  private static final int NEAR_SECONDS = 2;

  Summary {
    seconds = List.copyOf(seconds);
    measures = Map.copyOf(measures);
  }

  /** Whether it has moments, and all of them lie within two seconds of the other's. */
  boolean isNear(Summary other) {
    if (seconds.isEmpty() || seconds.size() != other.seconds.size()) {
      return false;
    }
    for (int i = 0; i < seconds.size(); i++) {
      if (Math.abs(seconds.get(i) - other.seconds.get(i)) > NEAR_SECONDS) {
        return false;
      }
    }
    return true;
  }
}
