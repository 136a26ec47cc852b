package org.genhowto.localizer;

import org.genhowto.schemas.Triplet;

/** What comes of the scores of one video. */
sealed interface TripletSelectionOutcome {

  /** The runs agree on a triplet they are sure of. */
  record Chosen(Triplet triplet) implements TripletSelectionOutcome {}

  /**
   * No triplet comes of this video.
   *
   * @param reason a fixed word or two in kebab-case: it becomes a metric label
   */
  record Dropped(String reason) implements TripletSelectionOutcome {}
}
