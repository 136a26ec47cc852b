package org.genhowto.evaluator.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.genhowto.schemas.Role;

/**
 * Which samples are not to be kept: those of the releases that got no samples for longest, where
 * there are too many, and the oldest of a release that has too many.
 */
final class Expiry {
  private final SampleStore store;
  private final LivePolicy policy;
  private final Predicate<Series> named;

  /** Series that have too many samples, and how many are to stay. */
  private final Map<Series, Long> over = new LinkedHashMap<>();

  /**
   * @param named whether a series is of a release that serves or is tried, which stays whole
   */
  Expiry(SampleStore store, LivePolicy policy, Predicate<Series> named) {
    this.store = store;
    this.policy = policy;
    this.named = named;
  }

  /** A series with samples too many. */
  Optional<Series> next() {
    if (over.isEmpty()) {
      look();
    }
    return over.keySet().stream().findFirst();
  }

  /** How many samples of it are to go. */
  long surplus(Series series) {
    return store.state(series).count() - over.getOrDefault(series, Long.MAX_VALUE);
  }

  /** Nothing of the series is to go any more; whether nothing of it is to stay. */
  boolean done(Series series) {
    Long stay = over.remove(series);
    return stay != null && stay == 0;
  }

  private void look() {
    Map<SampleGroup, List<Series>> groups = new HashMap<>();
    for (Series series : store.series()) {
      SeriesState state = store.state(series);
      if (state.count() > policy.keepSamples()) {
        over.put(series, policy.keepSamples());
      }
      if (series.role() == Role.GENERATED) {
        groups.computeIfAbsent(series.group(), any -> new ArrayList<>()).add(series);
      }
    }
    for (List<Series> each : groups.values()) {
      each.sort(
          Comparator.comparingLong((Series series) -> -store.state(series).newest())
              .thenComparing(Series::key));
      each.stream()
          .skip(policy.keepReleases())
          .filter(named.negate())
          .forEach(series -> over.put(series, 0L));
    }
  }
}
