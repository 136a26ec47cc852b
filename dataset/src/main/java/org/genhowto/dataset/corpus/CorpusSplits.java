package org.genhowto.dataset.corpus;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.genhowto.runtime.shard.SplitRule;
import org.genhowto.schemas.Split;

/**
 * The paper's three parts of a data set, video by video: no video is in two, though it may be found
 * under several categories. Verified test videos, and those that their publishers put aside, are
 * for testing; any other video found under a held-out category is held out; {@link SplitRule} parts
 * the rest.
 */
public final class CorpusSplits {
  /** The held-out categories of the paper, as ChangeIt names them. */
  public static final Set<String> PUBLISHED_HELD_OUT =
      Set.of("apple", "avocado", "bacon", "ball", "beer");

  private CorpusSplits() {}

  /**
   * Part of every video id.
   *
   * @param verified ids of videos whose moments a person has checked
   */
  public static Map<String, Split> of(
      List<CorpusVideo> videos, SplitRule rule, Set<String> verified) {
    Map<String, Set<String>> categories = new TreeMap<>();
    Map<String, Boolean> aside = new HashMap<>();
    for (CorpusVideo video : videos) {
      categories.computeIfAbsent(video.videoId(), id -> new HashSet<>()).add(video.category());
      boolean test =
          verified.contains(video.videoId()) || video.published().equals(Optional.of(Split.TEST));
      aside.merge(video.videoId(), test, Boolean::logicalOr);
    }
    Map<String, Split> splits = new TreeMap<>();
    categories.forEach(
        (id, names) ->
            splits.put(
                id, Boolean.TRUE.equals(aside.get(id)) ? Split.TEST : split(id, names, rule)));
    return splits;
  }

  private static Split split(String id, Set<String> categories, SplitRule rule) {
    String decisive =
        categories.stream()
            .filter(rule.heldOutCategories()::contains)
            .findFirst()
            .orElseGet(() -> categories.iterator().next());
    return rule.split(id, decisive, Optional.empty());
  }
}
