package org.genhowto.ingest.video;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.genhowto.schemas.FlawKind;
import org.genhowto.schemas.VideoFlaw;

/**
 * What the frames of a video do not show, as it is found. Of a file that is nothing but flaws a
 * bounded number is kept: neighbours of a kind become one range, shortest ranges first.
 */
final class Flaws {
  /** Flaws of all kinds in one record. */
  static final int MOST = 200;

  private final Map<FlawKind, List<VideoFlaw>> kinds = new EnumMap<>(FlawKind.class);
  private int kept;

  /** Those of one kind come in the order of their times. */
  void add(FlawKind kind, double fromSecond, double toSecond) {
    kinds
        .computeIfAbsent(kind, none -> new ArrayList<>())
        .add(new VideoFlaw(kind, fromSecond, toSecond));
    kept++;
    if (kept > MOST) {
      merge();
    }
  }

  /** All that is kept, in the order of their beginnings. */
  List<VideoFlaw> all() {
    return kinds.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingDouble(VideoFlaw::getFromSecond))
        .toList();
  }

  /** There are more flaws than kinds, and so two neighbours. */
  private void merge() {
    List<VideoFlaw> flaws = List.of();
    int first = 0;
    double shortest = Double.POSITIVE_INFINITY;
    for (List<VideoFlaw> kind : kinds.values()) {
      for (int i = 0; i + 1 < kind.size(); i++) {
        VideoFlaw range = joined(kind, i);
        double length = range.getToSecond() - range.getFromSecond();
        if (flaws.isEmpty() || length < shortest) {
          flaws = kind;
          first = i;
          shortest = length;
        }
      }
    }
    flaws.set(first, joined(flaws, first));
    flaws.remove(first + 1);
    kept--;
  }

  private static VideoFlaw joined(List<VideoFlaw> flaws, int first) {
    VideoFlaw one = flaws.get(first);
    VideoFlaw other = flaws.get(first + 1);
    return new VideoFlaw(
        one.getKind(),
        Math.min(one.getFromSecond(), other.getFromSecond()),
        Math.max(one.getToSecond(), other.getToSecond()));
  }
}
