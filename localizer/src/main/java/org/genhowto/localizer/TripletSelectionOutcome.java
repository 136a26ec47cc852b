package org.genhowto.localizer;

import java.util.List;
import java.util.Map;
import org.genhowto.schemas.Triplet;

/** What comes of the scores of one video. */
sealed interface TripletSelectionOutcome {

  /**
   * Triplets that runs are sure of.
   *
   * @param triplets at least one, the one that the runs agree on first
   */
  record Chosen(List<Triplet> triplets) implements TripletSelectionOutcome {
    public Chosen {
      triplets = List.copyOf(triplets);
      if (triplets.isEmpty()) {
        throw new IllegalArgumentException("no triplet is chosen, expected at least one");
      }
    }

    /** The one that the runs agree on. */
    Triplet triplet() {
      return triplets.get(0);
    }
  }

  /**
   * No triplet comes of this video.
   *
   * @param reason a fixed word or two in kebab-case: it becomes a metric label
   * @param sentence what the video has, and what was expected
   * @param scores the numbers behind it
   */
  record Dropped(String reason, String sentence, Map<String, Double> scores)
      implements TripletSelectionOutcome {
    public Dropped {
      scores = Map.copyOf(scores);
    }
  }
}
