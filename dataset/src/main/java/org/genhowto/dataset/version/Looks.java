package org.genhowto.dataset.version;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.dataset.looks.FrameHash;
import org.genhowto.runtime.frames.FrameTriplet;

/** What all samples of a version show, to find one that shows the same as another. */
final class Looks {
  static final String SAME_MOMENT = "duplicate-moment";
  static final String ALIKE = "duplicate-looks";

  private final boolean on;
  private final Map<Long, List<Look>> byPlace = new HashMap<>();
  private final Map<String, List<Look>> byVideo = new HashMap<>();

  private record Look(
      String tripletId, FrameTriplet moments, long initial, long action, long last) {}

  /** A sample that shows the same, and why that is so. */
  record Like(String tripletId, String reason) {}

  private Looks(boolean on) {
    this.on = on;
  }

  static Looks compared() {
    return new Looks(true);
  }

  /** Nothing is like anything. */
  static Looks ignored() {
    return new Looks(false);
  }

  void add(IndexedSample sample) {
    if (!on) {
      return;
    }
    Look look = look(sample);
    byVideo.computeIfAbsent(sample.videoId(), id -> new ArrayList<>(1)).add(look);
    if (isKnown(look)) {
      for (long place : FrameHash.places(look.initial())) {
        byPlace.computeIfAbsent(place, at -> new ArrayList<>(1)).add(look);
      }
    }
  }

  /**
   * The first sample that shows the same: moments of one video within two seconds of each other, or
   * three frames that each look alike.
   */
  Optional<Like> like(IndexedSample sample) {
    if (!on) {
      return Optional.empty();
    }
    Look look = look(sample);
    for (Look other : byVideo.getOrDefault(sample.videoId(), List.of())) {
      if (look.moments().near(other.moments(), FrameTriplet.SAME_MOMENT)) {
        return Optional.of(new Like(other.tripletId(), SAME_MOMENT));
      }
    }
    if (isKnown(look)) {
      for (long place : FrameHash.places(look.initial())) {
        for (Look other : byPlace.getOrDefault(place, List.of())) {
          if (alike(look, other)) {
            return Optional.of(new Like(other.tripletId(), ALIKE));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** A plain picture hashes to nothing, and so would be like any other. */
  private static boolean isKnown(Look look) {
    return look.initial() != 0 && look.action() != 0 && look.last() != 0;
  }

  private static boolean alike(Look one, Look other) {
    return FrameHash.distance(one.initial(), other.initial()) <= FrameHash.ALIKE
        && FrameHash.distance(one.action(), other.action()) <= FrameHash.ALIKE
        && FrameHash.distance(one.last(), other.last()) <= FrameHash.ALIKE;
  }

  private static Look look(IndexedSample sample) {
    JsonNode seconds = sample.lineage().path("seconds");
    List<Long> hashes = sample.looks().toList();
    boolean known = hashes.size() == 3;
    return new Look(
        sample.tripletId(),
        new FrameTriplet(
            seconds.path("initial").asInt(),
            seconds.path("action").asInt(),
            seconds.path("final").asInt()),
        known ? hashes.get(0) : 0,
        known ? hashes.get(1) : 0,
        known ? hashes.get(2) : 0);
  }
}
