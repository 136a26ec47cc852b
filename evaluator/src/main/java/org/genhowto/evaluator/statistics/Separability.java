package org.genhowto.evaluator.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How well generated images can be told from real ones: accuracy of a logistic regression on folds
 * that it was not trained on, the mean of both sides' shares, so that 0.5 is chance whatever the
 * numbers of images.
 *
 * @param accuracy 0.5 where they cannot be told apart, 1 where always
 * @param real number of real images
 * @param generated number of generated images
 */
public record Separability(double accuracy, int real, int generated) {
  /** scikit-learn's default. */
  private static final double C = 1;

  private static final int ITERATIONS = 250;
  private static final int FOLDS = 5;

  /**
   * Measures on five folds, each with its part of either side.
   *
   * @param real at least 5 rows
   * @param generated at least 5 rows
   * @param seed draws the folds
   */
  public static Separability of(float[][] real, float[][] generated, long seed) {
    FeatureRows.require(real, "real set", FOLDS);
    FeatureRows.require(generated, "generated set", FOLDS);
    FeatureRows.requireSame(real[0].length, generated[0].length);
    Random random = new Random(seed);
    int[] foldOfReal = folds(real.length, random);
    int[] foldOfGenerated = folds(generated.length, random);
    double rightOfReal = 0;
    double rightOfGenerated = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      Parts first = Parts.of(real, foldOfReal, fold);
      Parts second = Parts.of(generated, foldOfGenerated, fold);
      LogisticRegression classifier = trained(first.train, second.train);
      rightOfReal += count(classifier, first.test, 0);
      rightOfGenerated += count(classifier, second.test, 1);
    }
    double accuracy = (rightOfReal / real.length + rightOfGenerated / generated.length) / 2;
    return new Separability(accuracy, real.length, generated.length);
  }

  private record Parts(List<float[]> train, List<float[]> test) {
    static Parts of(float[][] rows, int[] folds, int fold) {
      Parts parts = new Parts(new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < rows.length; i++) {
        (folds[i] == fold ? parts.test : parts.train).add(rows[i]);
      }
      return parts;
    }
  }

  private static int[] folds(int count, Random random) {
    int[] folds = Draws.permutation(count, random);
    for (int i = 0; i < count; i++) {
      folds[i] %= FOLDS;
    }
    return folds;
  }

  private static LogisticRegression trained(List<float[]> real, List<float[]> generated) {
    List<float[]> rows = new ArrayList<>(real);
    rows.addAll(generated);
    int[] labels = new int[rows.size()];
    for (int i = real.size(); i < labels.length; i++) {
      labels[i] = 1;
    }
    return LogisticRegression.fit(rows.toArray(float[][]::new), labels, 2, C, ITERATIONS);
  }

  private static long count(LogisticRegression classifier, List<float[]> rows, int label) {
    return rows.stream().filter(row -> classifier.predict(row) == label).count();
  }
}
