package org.genhowto.evaluator.statistics;

import java.util.List;

/**
 * Features and the class of each.
 *
 * @param features n rows of d numbers
 * @param labels n classes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; rows are shared, not copied.
public record LabelledRows(float[][] features, int[] labels) {

  public int size() {
    return labels.length;
  }

  /** Some of the rows. */
  public LabelledRows pick(List<Integer> which) {
    return new LabelledRows(
        which.stream().map(i -> features[i]).toArray(float[][]::new),
        which.stream().mapToInt(i -> labels[i]).toArray());
  }
}
