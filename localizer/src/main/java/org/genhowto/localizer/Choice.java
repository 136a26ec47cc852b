package org.genhowto.localizer;

import java.util.Optional;
import org.genhowto.schemas.Triplet;

/**
 * What a video comes to.
 *
 * @param triplet that was chosen; empty where none was
 * @param reason a fixed word or two, such as low-confidence, where none was; else empty
 */
public record Choice(Optional<Triplet> triplet, String reason) {
  static Choice of(TripletSelectionOutcome outcome) {
    if (outcome instanceof TripletSelectionOutcome.Chosen chosen) {
      return new Choice(Optional.of(chosen.triplet()), "");
    }
    return none(((TripletSelectionOutcome.Dropped) outcome).reason());
  }

  static Choice none(String reason) {
    return new Choice(Optional.empty(), reason);
  }
}
