package org.genhowto.runtime.shard;

import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.Split;

/**
 * Decides which part of the data a video belongs to, by category and video id alone, so that all
 * triplets of a video fall into one split.
 *
 * @param heldOutCategories categories that training never sees
 * @param testShare share of the other videos that is set aside for testing, in [0, 1]
 */
public record SplitRule(Set<String> heldOutCategories, double testShare) {
  public SplitRule {
    heldOutCategories = Set.copyOf(heldOutCategories);
    if (!(testShare >= 0 && testShare <= 1)) {
      throw new IllegalArgumentException(
          "Test share is %s; expected a value in [0, 1]".formatted(testShare));
    }
  }

  /** The split of a video; what the submitter asked for goes first. */
  public Split split(String videoId, String category, Optional<Split> requested) {
    if (requested.isPresent()) {
      return requested.get();
    }
    if (heldOutCategories.contains(category)) {
      return Split.HELD_OUT;
    }
    return fraction(videoId) < testShare ? Split.TEST : Split.TRAIN;
  }

  /** A number in [0, 1) that depends on the video id only, spread evenly. */
  private static double fraction(String videoId) {
    return (Sha256.leadingBits(videoId) >>> 11) * 0x1p-53;
  }
}
