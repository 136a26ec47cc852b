package org.genhowto.dataset.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.genhowto.dataset.caption.CaptionTally;
import org.genhowto.runtime.frames.FrameTriplet;
import org.genhowto.runtime.progress.Counter;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.jspecify.annotations.Nullable;

/**
 * What training shards hold, and what is wrong with it.
 *
 * @param videos number of videos that samples come from
 * @param splits samples in each split
 * @param confidence samples by the product of their three scores, in tenths of [0, 1]
 * @param geometricMean samples by its cube root, in tenths
 * @param videosInSeveralSplits ids of videos that should be in one split
 * @param outOfOrder samples whose seconds do not grow from initial state to action to final state
 * @param captionFlaws samples by what the words of their captions show to be wrong with them
 * @param judged samples whose captions a CLIP judged
 * @param captionAgreement those by the lower of the cosines of their captions with their frames, in
 *     twentieths of [0, 1]
 * @param duplicates samples to leave out, by kind
 * @param leftOut the samples to leave out
 */
public record DatasetReport(
    int shards,
    int samples,
    int videos,
    Map<String, Integer> splits,
    Map<String, CategoryCount> categories,
    List<Integer> confidence,
    List<Integer> geometricMean,
    Set<String> videosInSeveralSplits,
    int outOfOrder,
    CaptionProblems captions,
    Map<String, Integer> captionFlaws,
    int judged,
    List<Integer> captionAgreement,
    Map<String, Integer> duplicates,
    List<LeftOut> leftOut) {
  private static final int BINS = 10;

  /**
   * Samples of a category.
   *
   * @param mined videos of the category that they were mined from
   * @param keptShare share of those that gave a sample
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CategoryCount(
      int samples, int videos, @Nullable Integer mined, @Nullable Double keptShare) {}

  /** A sample to leave out, and the one it repeats. */
  public record LeftOut(String shard, String key, String kind, String ofShard, String ofKey) {
    static LeftOut of(Duplicates.Duplicate duplicate) {
      return new LeftOut(
          duplicate.sample().shard(),
          duplicate.sample().key(),
          duplicate.kind().spelling(),
          duplicate.of().shard(),
          duplicate.of().key());
    }
  }

  /**
   * Reads shards.
   *
   * @param mined videos of each category that the samples were mined from, where that is known
   * @param progress told of shards read, and of how many
   * @throws IllegalArgumentException naming the sample that is none
   */
  public static DatasetReport of(List<Path> shards, Map<String, Integer> mined, Counter progress)
      throws IOException {
    List<MinedSample> samples = new ArrayList<>();
    for (Path shard : shards) {
      read(shard, samples);
      progress.counted(shards.indexOf(shard) + 1, shards.size());
    }
    List<Duplicates.Duplicate> duplicates = Duplicates.among(samples);
    CaptionTally captions = new CaptionTally();
    samples.forEach(sample -> captions.add(sample.captionFlaws(), sample.captionAgreement()));
    return new DatasetReport(
        shards.size(),
        samples.size(),
        distinct(samples, MinedSample::videoId),
        counts(samples, MinedSample::split),
        categories(samples, mined),
        histogram(samples, MinedSample::confidence),
        histogram(samples, MinedSample::geometricMean),
        videosInSeveralSplits(samples),
        (int) samples.stream().filter(sample -> !ordered(sample.moments())).count(),
        CaptionProblems.in(samples),
        captions.flaws(),
        captions.judged(),
        captions.agreement(),
        counts(duplicates, duplicate -> duplicate.kind().spelling()),
        duplicates.stream().map(LeftOut::of).toList());
  }

  private static void read(Path shard, List<MinedSample> samples) throws IOException {
    String name = String.valueOf(shard.getFileName());
    try (ShardReader reader = ShardReader.open(shard)) {
      Optional<ShardSample> sample = reader.next();
      while (sample.isPresent()) {
        samples.add(MinedSample.of(name, sample.get()));
        sample = reader.next();
      }
    }
  }

  private static boolean ordered(FrameTriplet moments) {
    return moments.initial() < moments.action() && moments.action() < moments.finalState();
  }

  private static <T> Map<String, Integer> counts(List<T> items, Function<T, String> name) {
    Map<String, Integer> counts = new TreeMap<>();
    items.forEach(item -> counts.merge(name.apply(item), 1, Integer::sum));
    return counts;
  }

  private static int distinct(List<MinedSample> samples, Function<MinedSample, String> part) {
    return (int) samples.stream().map(part).distinct().count();
  }

  private static Map<String, CategoryCount> categories(
      List<MinedSample> samples, Map<String, Integer> mined) {
    Set<String> names = new TreeSet<>(mined.keySet());
    samples.forEach(sample -> names.add(sample.category()));
    Map<String, CategoryCount> categories = new TreeMap<>();
    for (String name : names) {
      List<MinedSample> own = samples.stream().filter(s -> s.category().equals(name)).toList();
      int videos = distinct(own, MinedSample::videoId);
      Integer all = mined.get(name);
      Double share = all == null ? null : (double) videos / all;
      categories.put(name, new CategoryCount(own.size(), videos, all, share));
    }
    return categories;
  }

  private static List<Integer> histogram(
      List<MinedSample> samples, ToDoubleFunction<MinedSample> value) {
    int[] bins = new int[BINS];
    for (MinedSample sample : samples) {
      int bin = (int) (value.applyAsDouble(sample) * BINS);
      bins[Math.max(0, Math.min(BINS - 1, bin))]++;
    }
    return Arrays.stream(bins).boxed().toList();
  }

  private static Set<String> videosInSeveralSplits(List<MinedSample> samples) {
    Map<String, Set<String>> splits = new TreeMap<>();
    samples.forEach(s -> splits.computeIfAbsent(s.videoId(), id -> new HashSet<>()).add(s.split()));
    splits.values().removeIf(names -> names.size() == 1);
    return splits.keySet();
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%d samples of %d videos in %d shards; by split: %s",
        samples,
        videos,
        shards,
        splits);
    categories.forEach((name, count) -> line(text, "  %-16s %s", name, describe(count)));
    line(text, "confidence (product), tenths of [0, 1]:  %s", confidence);
    line(text, "its cube root, tenths of [0, 1]:         %s", geometricMean);
    line(text, "videos in several splits: %s", videosInSeveralSplits);
    line(text, "samples out of order: %d", outOfOrder);
    line(
        text,
        "captions: %d; empty %d, over 15 words %d; action and final state alike in %d samples",
        captions.captions(),
        captions.empty(),
        captions.overlong(),
        captions.identical());
    line(
        text,
        "most common caption: '%s', %d times",
        captions.mostCommon(),
        captions.mostCommonCount());
    line(text, "samples by flaw of their captions: %s", captionFlaws);
    line(
        text,
        "agreement of the weaker caption by CLIP, twentieths of [0, 1], of %d samples: %s",
        judged,
        captionAgreement);
    line(text, "duplicates to leave out: %d %s", leftOut.size(), duplicates);
    return text.toString();
  }

  private static String describe(CategoryCount count) {
    String samples = "%d samples of %d videos".formatted(count.samples(), count.videos());
    return count.keptShare() == null
        ? samples
        : String.format(
            Locale.ROOT, "%s, %.1f%% of %d", samples, 100 * count.keptShare(), count.mined());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
