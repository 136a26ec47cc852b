package org.genhowto.dataset.corpus;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.genhowto.runtime.frames.FrameLabel;
import org.genhowto.runtime.shard.SplitRule;
import org.genhowto.schemas.Split;

/**
 * What a published data set holds, and how it is split.
 *
 * @param listed entries: a video under two categories counts twice
 * @param videos distinct videos
 * @param annotated entries with labels
 * @param categories entries by category
 * @param splits distinct videos by split
 * @param labelledSeconds annotated seconds by what they show
 */
public record CorpusReport(
    int listed,
    int videos,
    int annotated,
    Map<String, Integer> categories,
    Map<String, Integer> splits,
    Map<String, Integer> labelledSeconds) {

  /** Counts what is in a data set. */
  public static CorpusReport of(Corpus corpus, SplitRule rule, Set<String> verified) {
    Set<String> ids = new HashSet<>();
    corpus.videos().forEach(video -> ids.add(video.videoId()));
    Map<String, Integer> splits = new TreeMap<>();
    for (Split split : CorpusSplits.of(corpus.videos(), rule, verified).values()) {
      splits.merge(spelling(split), 1, Integer::sum);
    }
    Map<String, Integer> seconds = new TreeMap<>();
    List<CorpusVideo> annotated = corpus.annotated();
    for (CorpusVideo video : annotated) {
      for (FrameLabel label : video.labels()) {
        seconds.merge(spelling(label), 1, Integer::sum);
      }
    }
    return new CorpusReport(
        corpus.videos().size(), ids.size(), annotated.size(), corpus.sizes(), splits, seconds);
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d videos, %d entries in %d categories, %d of them annotated%n"
            .formatted(videos, listed, categories.size(), annotated));
    text.append("videos by split: %s%n".formatted(splits));
    text.append("annotated seconds: %s%n".formatted(labelledSeconds));
    categories.forEach((name, count) -> text.append("  %-20s %d%n".formatted(name, count)));
    return text.toString();
  }

  private static String spelling(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
