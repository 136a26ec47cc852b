package org.genhowto.evaluator.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What two methods differ by on the same requests, and whether chance alone would do that.
 *
 * @param difference the first less the second
 * @param interval of the difference
 * @param probability of a difference at least as far from 0 were there none, the two-sided p-value
 * @param count of pairs
 */
public record PairedTest(double difference, Interval interval, double probability, int count) {
  private static final int RESAMPLES = 10_000;
  private static final double TAIL = 0.025;

  /**
   * Shares of right answers: McNemar's exact test; the interval is Bonett and Price's (2012).
   *
   * @param first whether the first method was right, a pair a place
   * @param second whether the second was
   */
  public static PairedTest mcnemar(boolean[] first, boolean[] second) {
    requirePairs(first.length, second.length, 1);
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < first.length; i++) {
      onlyFirst += first[i] && !second[i] ? 1 : 0;
      onlySecond += second[i] && !first[i] ? 1 : 0;
    }
    int n = first.length;
    double share1 = (onlyFirst + 1.0) / (n + 2);
    double share2 = (onlySecond + 1.0) / (n + 2);
    double middle = share1 - share2;
    double half = Interval.NORMAL * Math.sqrt((share1 + share2 - middle * middle) / (n + 2));
    return new PairedTest(
        (onlyFirst - onlySecond) / (double) n,
        new Interval(Math.max(-1, middle - half), Math.min(1, middle + half), "Bonett-Price, 95%"),
        twoSided(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond),
        n);
  }

  /** Probability that a fair coin shows one of its sides at most so often. */
  private static double twoSided(int fewer, int all) {
    double log = -all * Math.log(2); // of the probability of no head at all
    double sum = 0;
    for (int k = 0; k <= fewer; k++) {
      sum += Math.exp(log);
      log += Math.log((all - k) / (k + 1.0));
    }
    return Math.min(1, 2 * sum);
  }

  /**
   * Means of a number an image: a bootstrap over pairs (10,000 resamples, percentiles); the
   * probability is twice the smaller share of resamples on one side of 0.
   */
  public static PairedTest means(double[] first, double[] second, long seed) {
    requirePairs(first.length, second.length, 2);
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> first[i] - second[i]);
    double mean = Spread.of(differences).mean();
    double[] resampled = resampled(differences, seed);
    Interval interval =
        new Interval(
            quantile(resampled, TAIL),
            quantile(resampled, 1 - TAIL),
            "paired bootstrap, %d resamples, seed %d, 95%%".formatted(RESAMPLES, seed));
    return new PairedTest(mean, interval, probability(resampled), first.length);
  }

  private static double[] resampled(double[] values, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int k = 0; k < values.length; k++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return means;
  }

  private static double probability(double[] resampled) {
    long below = Arrays.stream(resampled).filter(value -> value <= 0).count();
    long above = Arrays.stream(resampled).filter(value -> value >= 0).count();
    return Math.min(1, 2 * (Math.min(below, above) + 1.0) / (resampled.length + 1));
  }

  /** As numpy's default: linear between the order statistics. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Frechet distances to the same reference. What a request has in each distance is the distance's
   * derivative by its weight (the infinitesimal jackknife, see {@link Interval}); the bootstrap
   * over pairs draws those, and those of the reference's rows, so that a distance is computed once
   * instead of a thousand times.
   *
   * @param first features of the first method's images, a request a row
   * @param second those of the second, the same requests in the same order
   * @param reference real images
   */
  public static PairedTest frechet(
      float[][] first, float[][] second, float[][] reference, long seed) {
    requirePairs(first.length, second.length, 2);
    double difference =
        FrechetDistance.between(first, reference) - FrechetDistance.between(second, reference);
    double[] requests =
        minus(Interval.influence(first, reference), Interval.influence(second, reference));
    double[] real =
        minus(Interval.influence(reference, first), Interval.influence(reference, second));
    double meanOfRequests = Spread.of(requests).mean();
    double meanOfReal = Spread.of(real).mean();
    double[] drawn = resampled(requests, seed);
    double[] drawnReal = resampled(real, ~seed);
    shuffle(drawnReal, seed);
    Arrays.setAll(drawn, i -> difference + drawn[i] - meanOfRequests + drawnReal[i] - meanOfReal);
    Arrays.sort(drawn);
    Interval interval =
        new Interval(
            quantile(drawn, TAIL),
            quantile(drawn, 1 - TAIL),
            "paired bootstrap of the derivatives, %d resamples, seed %d, 95%%"
                .formatted(RESAMPLES, seed));
    return new PairedTest(difference, interval, probability(drawn), first.length);
  }

  private static void shuffle(double[] values, long seed) {
    int[] order = Draws.permutation(values.length, new java.util.Random(seed));
    double[] before = values.clone();
    Arrays.setAll(values, i -> before[order[i]]);
  }

  private static double[] minus(double[] first, double[] second) {
    double[] difference = new double[first.length];
    Arrays.setAll(difference, i -> first[i] - second[i]);
    return difference;
  }

  private static void requirePairs(int first, int second, int least) {
    if (first != second || first < least) {
      throw new IllegalArgumentException(
          "%d values of the first method and %d of the second, expected as many, at least %d"
              .formatted(first, second, least));
    }
  }
}
