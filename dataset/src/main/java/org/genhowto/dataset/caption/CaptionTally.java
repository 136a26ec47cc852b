package org.genhowto.dataset.caption;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts samples by what is known of their captions. */
public final class CaptionTally {
  /** Bins of [0, 1]; CLIP's cosines lie close together. */
  private static final int BINS = 20;

  private final Map<CaptionFlaw, Integer> flaws = new EnumMap<>(CaptionFlaw.class);
  private final int[] agreement = new int[BINS];
  private int judged;

  /**
   * Adds a sample.
   *
   * @param weaker the lower of the cosines of its captions with their frames; empty where no CLIP
   *     judged it
   */
  public void add(Set<CaptionFlaw> found, OptionalDouble weaker) {
    found.forEach(flaw -> flaws.merge(flaw, 1, Integer::sum));
    if (weaker.isPresent()) {
      int bin = (int) Math.floor(weaker.getAsDouble() * BINS);
      agreement[Math.max(0, Math.min(BINS - 1, bin))]++;
      judged++;
    }
  }

  /** Samples with each flaw, by its spelling. */
  public SortedMap<String, Integer> flaws() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    flaws.forEach((flaw, count) -> counts.put(flaw.spelling(), count));
    return counts;
  }

  /** Samples by agreement, in twentieths of [0, 1]; below 0 counts as 0. */
  public List<Integer> agreement() {
    List<Integer> counts = new ArrayList<>();
    for (int count : agreement) {
      counts.add(count);
    }
    return counts;
  }

  /** Samples whose captions a CLIP judged. */
  public int judged() {
    return judged;
  }
}
