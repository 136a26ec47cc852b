package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.genhowto.evaluator.files.FeatureSet;
import org.genhowto.evaluator.files.FeatureSet.Features;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.FrechetExtrapolation;
import org.genhowto.evaluator.statistics.Interval;
import org.genhowto.evaluator.statistics.KernelDistance;
import org.genhowto.evaluator.statistics.KernelDistance.Measured;
import org.jspecify.annotations.Nullable;

/**
 * Distances of two sets of images, features or statistics.
 *
 * @param fid see {@link FrechetDistance}
 * @param fidInterval of it; null for statistics, and for more rows than it is affordable for
 * @param kid see {@link KernelDistance}; null for statistics
 * @param kidError its standard error; null for statistics
 * @param kidOfSubsets mean and deviation over random subsets, as torch-fidelity gives them; null
 *     where it was not asked for
 * @param fidInfinity see {@link FrechetExtrapolation}; null where it was not asked for
 * @param first number of rows in the first set; null for statistics, which do not say it
 * @param second number of rows in the second
 * @param dimensions numbers in a row
 * @param features names network, weights and input
 * @param notes what did not count
 */
public record FrechetReport(
    double fid,
    @Nullable Interval fidInterval,
    @Nullable Double kid,
    @Nullable Double kidError,
    @Nullable Measured kidOfSubsets,
    @Nullable FrechetExtrapolation fidInfinity,
    @Nullable Integer first,
    @Nullable Integer second,
    int dimensions,
    String features,
    List<String> notes) {
  /** Rows up to which an interval takes seconds. */
  private static final int MOST_FOR_INTERVAL = 2048;

  public FrechetReport {
    notes = List.copyOf(notes);
  }

  /**
   * What is measured beyond the distances themselves. It needs features on both sides.
   *
   * @param subsets of the kernel distance; null for none
   * @param infinity seed of the parts that {@link FrechetExtrapolation} draws; null for none
   */
  public record Extras(@Nullable Subsets subsets, @Nullable Long infinity) {
    public static final Extras NONE = new Extras(null, null);
  }

  /** How subsets are drawn, see {@link KernelDistance#subsets}. */
  public record Subsets(int count, int size, long seed) {
    private static final long SEEDS = 1L << 32;

    public Subsets {
      if (count < 1 || size < 2 || seed < 0 || seed >= SEEDS) {
        throw new IllegalArgumentException(
            "%d subsets of %d rows with the seed %d, expected at least 1 of at least 2, and a seed"
                    .formatted(count, size, seed)
                + " from 0 below 2^32");
      }
    }
  }

  /**
   * The distances of two sets.
   *
   * @param features names network, weights and input
   * @param notes what did not count, in sentences
   * @param extras what is measured beside them
   * @throws IllegalArgumentException the sets cannot be compared
   */
  public static FrechetReport between(
      FeatureSet first, FeatureSet second, String features, List<String> notes, Extras extras) {
    if (first instanceof Features one && second instanceof Features other) {
      float[][] x = one.rows();
      float[][] y = other.rows();
      boolean affordable = Math.max(x.length, y.length) <= MOST_FOR_INTERVAL;
      Measured kid = KernelDistance.measure(x, y);
      double fid = FrechetDistance.between(x, y);
      return new FrechetReport(
          fid,
          affordable ? Interval.frechet(fid, x, y) : null,
          kid.value(),
          kid.error(),
          subsets(x, y, extras.subsets()),
          extras.infinity() == null ? null : FrechetExtrapolation.of(x, y, extras.infinity()),
          x.length,
          y.length,
          first.dimensions(),
          features,
          notes);
    }
    if (!extras.equals(Extras.NONE)) {
      throw new IllegalArgumentException(
          "subsets and distances at infinitely many images need features on both sides, and there"
              + " are statistics (mu, sigma)");
    }
    List<String> all = new ArrayList<>(notes);
    all.add("KID needs features on both sides; statistics (mu, sigma) are enough for FID only.");
    return new FrechetReport(
        FrechetDistance.between(first.statistics(), second.statistics()),
        null,
        null,
        null,
        null,
        null,
        first.count().orElse(null),
        second.count().orElse(null),
        first.dimensions(),
        features,
        all);
  }

  /** The distances of two sets, and nothing beside them. */
  public static FrechetReport between(
      FeatureSet first, FeatureSet second, String features, List<String> notes) {
    return between(first, second, features, notes, Extras.NONE);
  }

  private static @Nullable Measured subsets(
      float[][] first, float[][] second, @Nullable Subsets how) {
    return how == null
        ? null
        : KernelDistance.subsets(first, second, how.count(), how.size(), how.seed());
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "FID %.6f", fid));
    if (fidInterval != null) {
      text.append(
          String.format(Locale.ROOT, " [%.6f, %.6f]", fidInterval.low(), fidInterval.high()));
    }
    if (kid != null && kidError != null) {
      text.append(String.format(Locale.ROOT, "  KID %.6f ± %.6f", kid, kidError));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "  N %s and %s  (%d features, %s)%n",
            first == null ? "unknown" : first,
            second == null ? "unknown" : second,
            dimensions,
            features));
    if (kidOfSubsets != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "KID %.6f ± %.6f (%s)%n",
              kidOfSubsets.value(),
              kidOfSubsets.error(),
              kidOfSubsets.method()));
    }
    if (fidInfinity != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "FID at infinitely many generated images %.6f ± %.6f (line through %d sizes)%n",
              fidInfinity.value(),
              fidInfinity.error(),
              fidInfinity.sizes()));
    }
    text.append(
        String.format(
            "The FID is biased upwards by about c/N: compare it only at equal N.%s%s%n",
            kid == null ? "" : " KID: all pairs, unbiased, with its standard error.",
            fidInterval == null ? "" : " In brackets: " + fidInterval.method() + "."));
    notes.forEach(note -> text.append(note).append(System.lineSeparator()));
    return text.toString();
  }
}
