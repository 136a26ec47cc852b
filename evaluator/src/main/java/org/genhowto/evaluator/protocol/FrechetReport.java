package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.genhowto.evaluator.files.FeatureSet;
import org.genhowto.evaluator.files.FeatureSet.Features;
import org.genhowto.evaluator.statistics.FrechetDistance;
import org.genhowto.evaluator.statistics.Interval;
import org.genhowto.evaluator.statistics.KernelDistance;
import org.jspecify.annotations.Nullable;

/**
 * Distances of two sets of images, features or statistics.
 *
 * @param fid see {@link FrechetDistance}
 * @param fidInterval of it; null for statistics, and for more rows than it is affordable for
 * @param kid see {@link KernelDistance}; null for statistics
 * @param kidError its standard error; null for statistics
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
   * The distances of two sets.
   *
   * @param features names network, weights and input
   * @param notes what did not count, in sentences
   * @throws IllegalArgumentException the sets cannot be compared
   */
  public static FrechetReport between(
      FeatureSet first, FeatureSet second, String features, List<String> notes) {
    if (first instanceof Features one && second instanceof Features other) {
      float[][] x = one.rows();
      float[][] y = other.rows();
      boolean affordable = Math.max(x.length, y.length) <= MOST_FOR_INTERVAL;
      KernelDistance.Measured kid = KernelDistance.measure(x, y);
      double fid = FrechetDistance.between(x, y);
      return new FrechetReport(
          fid,
          affordable ? Interval.frechet(fid, x, y) : null,
          kid.value(),
          kid.error(),
          x.length,
          y.length,
          first.dimensions(),
          features,
          notes);
    }
    List<String> all = new ArrayList<>(notes);
    all.add("KID needs features on both sides; statistics (mu, sigma) are enough for FID only.");
    return new FrechetReport(
        FrechetDistance.between(first.statistics(), second.statistics()),
        null,
        null,
        null,
        first.count().orElse(null),
        second.count().orElse(null),
        first.dimensions(),
        features,
        all);
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
    text.append(
        String.format(
            "The FID is biased upwards by about c/N: compare it only at equal N.%s%s%n",
            kid == null ? "" : " KID: all pairs, unbiased, with its standard error.",
            fidInterval == null ? "" : " In brackets: " + fidInterval.method() + "."));
    notes.forEach(note -> text.append(note).append(System.lineSeparator()));
    return text.toString();
  }
}
