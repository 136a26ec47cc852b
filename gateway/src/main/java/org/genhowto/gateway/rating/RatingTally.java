package org.genhowto.gateway.rating;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.schemas.HumanRating;
import org.genhowto.schemas.MetricKey;

/** How often each of two was chosen, by what made them and what they show. */
final class RatingTally {
  private static final int PAIRS = 500;

  private final Map<String, Count> counts = new TreeMap<>();

  private static final class Count {
    final Map<String, Object> names;
    long wins;
    long losses;
    long ties;

    Count(Map<String, Object> names) {
      this.names = names;
    }

    /** Counts a choice that is no tie: 1 where it is for the first, 0 for the second. */
    void decided(int first) {
      wins += first;
      losses += 1 - first;
    }
  }

  /** Whichever side it was shown on, a pair is one pair. */
  void add(HumanRating rating) {
    String left = rating.getLeftMethod() + "\n" + rating.getLeftRelease();
    String right = rating.getRightMethod() + "\n" + rating.getRightRelease();
    boolean inOrder = left.compareTo(right) <= 0;
    String key = (inOrder ? left + "\n" + right : right + "\n" + left) + "\n" + rating.getTarget();
    if (!counts.containsKey(key) && counts.size() >= PAIRS) {
      return;
    }
    Count count = counts.computeIfAbsent(key, any -> new Count(names(rating, inOrder)));
    switch (rating.getChoice()) {
      case TIE -> count.ties++;
      case LEFT -> count.decided(inOrder ? 1 : 0);
      case RIGHT -> count.decided(inOrder ? 0 : 1);
    }
  }

  /** A row for each pair: wins of the first and of the second, and the share of the first. */
  List<Map<String, Object>> rows() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Count count : counts.values()) {
      Map<String, Object> row = new LinkedHashMap<>(count.names);
      row.put("wins", count.wins);
      row.put("losses", count.losses);
      row.put("ties", count.ties);
      long decided = count.wins + count.losses;
      if (decided > 0) {
        Wilson interval = Wilson.of(count.wins, decided);
        row.put("rate", count.wins / (double) decided);
        row.put("low", interval.low());
        row.put("high", interval.high());
      }
      rows.add(row);
    }
    return rows;
  }

  private static Map<String, Object> names(HumanRating rating, boolean inOrder) {
    Map<String, Object> names = new LinkedHashMap<>();
    names.put("method", inOrder ? rating.getLeftMethod() : rating.getRightMethod());
    names.put("release", inOrder ? rating.getLeftRelease() : rating.getRightRelease());
    names.put("otherMethod", inOrder ? rating.getRightMethod() : rating.getLeftMethod());
    names.put("otherRelease", inOrder ? rating.getRightRelease() : rating.getLeftRelease());
    names.put("target", MetricKey.spelling(rating.getTarget()));
    return names;
  }
}
