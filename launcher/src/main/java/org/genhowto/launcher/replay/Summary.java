package org.genhowto.launcher.replay;

import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.frames.FrameTriplet;

/**
 * What of an output is compared.
 *
 * @param shown for people; outputs that show the same are the same
 * @param moments chosen seconds, where those are what the stage decides
 * @param measures numbers whose means are compared, by name
 */
record Summary(String shown, Optional<FrameTriplet> moments, Map<String, Double> measures) {
  Summary {
    measures = Map.copyOf(measures);
  }

  /** Whether it has moments, and they are those of the other, as votes are counted. */
  boolean isNear(Summary other) {
    return moments.isPresent()
        && other.moments.isPresent()
        && moments.get().near(other.moments.get(), FrameTriplet.SAME_MOMENT);
  }
}
