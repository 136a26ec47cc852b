package org.genhowto.localizer;

import java.util.Map;
import org.genhowto.schemas.Triplet;

/** What comes of the scores of one video. */
sealed interface TripletSelectionOutcome {

  /** The runs agree on a triplet they are sure of. */
  record Chosen(Triplet triplet) implements TripletSelectionOutcome {}

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
