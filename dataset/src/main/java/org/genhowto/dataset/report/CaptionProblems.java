package org.genhowto.dataset.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is wrong with captions of samples.
 *
 * @param captions number of captions, two a sample
 * @param empty those without a word
 * @param overlong those of more than 15 words, which often read out what is written on the screen
 * @param identical samples whose action and final state have the same caption
 * @param mostCommon the caption that occurs most often
 * @param mostCommonCount how often it does
 */
public record CaptionProblems(
    int captions, int empty, int overlong, int identical, String mostCommon, int mostCommonCount) {
  /** Words that a caption should not exceed. */
  private static final int MOST_WORDS = 15;

  static CaptionProblems in(List<MinedSample> samples) {
    Map<String, Integer> counts = new HashMap<>();
    for (MinedSample sample : samples) {
      counts.merge(plain(sample.actionCaption()), 1, Integer::sum);
      counts.merge(plain(sample.finalCaption()), 1, Integer::sum);
    }
    Map.Entry<String, Integer> common =
        counts.entrySet().stream()
            .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(byText()))
            .orElse(Map.entry("", 0));
    return new CaptionProblems(
        2 * samples.size(),
        counts.getOrDefault("", 0),
        counts.entrySet().stream()
            .filter(entry -> entry.getKey().split(" ").length > MOST_WORDS)
            .mapToInt(Map.Entry::getValue)
            .sum(),
        (int) samples.stream().filter(CaptionProblems::identical).count(),
        common.getKey(),
        common.getValue());
  }

  private static Comparator<Map.Entry<String, Integer>> byText() {
    return Map.Entry.comparingByKey(Comparator.reverseOrder());
  }

  private static boolean identical(MinedSample sample) {
    return plain(sample.actionCaption()).equals(plain(sample.finalCaption()));
  }

  private static String plain(String caption) {
    return caption.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ");
  }
}
