package org.genhowto.dataset.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.genhowto.dataset.looks.FrameHash;
import org.genhowto.runtime.frames.FrameTriplet;

/**
 * Finds samples that repeat another: of each group, the one with the highest confidence stays.
 * Several runs of a localizer give several samples of a video; those are kept where they show other
 * moments.
 */
final class Duplicates {
  /** Why a sample is a duplicate. */
  enum Kind {
    /** The very bytes of all three frames, or the same three seconds of one video. */
    EXACT,
    /** One video's moments within two seconds of each other. */
    NEAR_IN_TIME,
    /** All three frames look alike: their hashes differ in at most 3 of 64 bits. */
    NEAR_IN_LOOKS;

    @JsonValue
    String spelling() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A sample that repeats one that stays. */
  record Duplicate(MinedSample sample, MinedSample of, Kind kind) {}

  /** Samples that stay, by what they could be found by. */
  private final Map<String, List<MinedSample>> kept = new HashMap<>();

  private Duplicates() {}

  /** The samples to leave out, in the order of their confidence. */
  static List<Duplicate> among(List<MinedSample> samples) {
    Duplicates duplicates = new Duplicates();
    List<Duplicate> found = new ArrayList<>();
    samples.stream()
        .sorted(
            Comparator.comparingDouble(MinedSample::confidence)
                .reversed()
                .thenComparing(MinedSample::shard)
                .thenComparing(MinedSample::key))
        .forEach(
            sample ->
                duplicates
                    .original(sample)
                    .ifPresentOrElse(found::add, () -> duplicates.keep(sample)));
    return found;
  }

  private Optional<Duplicate> original(MinedSample sample) {
    Set<MinedSample> candidates = new LinkedHashSet<>();
    places(sample).forEach(place -> candidates.addAll(kept.getOrDefault(place, List.of())));
    return candidates.stream()
        .flatMap(other -> kind(sample, other).map(k -> new Duplicate(sample, other, k)).stream())
        .min(Comparator.comparing(Duplicate::kind));
  }

  private void keep(MinedSample sample) {
    places(sample).forEach(p -> kept.computeIfAbsent(p, name -> new ArrayList<>()).add(sample));
  }

  /** Where a sample lies: alike samples meet in one place at least. */
  private static List<String> places(MinedSample sample) {
    List<String> places = new ArrayList<>();
    places.add("video " + sample.videoId());
    FrameHash.places(sample.looks().get(0)).forEach(place -> places.add("look " + place));
    return places;
  }

  private static Optional<Kind> kind(MinedSample sample, MinedSample other) {
    boolean sameVideo = sample.videoId().equals(other.videoId());
    if (sample.contents().equals(other.contents())
        || (sameVideo && sample.moments().equals(other.moments()))) {
      return Optional.of(Kind.EXACT);
    }
    if (sameVideo && sample.moments().near(other.moments(), FrameTriplet.SAME_MOMENT)) {
      return Optional.of(Kind.NEAR_IN_TIME);
    }
    return alike(sample, other) ? Optional.of(Kind.NEAR_IN_LOOKS) : Optional.empty();
  }

  private static boolean alike(MinedSample sample, MinedSample other) {
    for (int frame = 0; frame < sample.looks().size(); frame++) {
      if (FrameHash.distance(sample.looks().get(frame), other.looks().get(frame))
          > FrameHash.ALIKE) {
        return false;
      }
    }
    return true;
  }
}
