package org.genhowto.evaluator.statistics;

/** Says what is wrong with rows of features, so that no formula gives a number that is none. */
final class FeatureRows {
  private FeatureRows() {}

  /**
   * Lets rows of equally many finite numbers pass.
   *
   * @param name what a sentence calls them, such as "first set"
   * @param least how many there are at least
   * @throws IllegalArgumentException naming the row and the feature that is at fault
   */
  static void require(float[][] rows, String name, int least) {
    if (rows.length < least) {
      throw new IllegalArgumentException(
          "the %s has %d features, expected at least %d".formatted(name, rows.length, least));
    }
    for (int i = 0; i < rows.length; i++) {
      require(rows[i], rows[0].length, name, i);
    }
  }

  /** Lets two sets pass that can be compared: of equally many dimensions, each at least 2 rows. */
  static void requirePair(float[][] first, float[][] second) {
    require(first, "first set", 2);
    require(second, "second set", 2);
    requireSame(first[0].length, second[0].length);
  }

  static void requireSame(int first, int second) {
    if (first != second) {
      throw new IllegalArgumentException(
          "features of %d numbers cannot be compared with features of %d".formatted(first, second));
    }
  }

  static void require(float[] row, int dimensions, String name, int index) {
    if (row.length != dimensions || dimensions == 0) {
      throw new IllegalArgumentException(
          "row %d of the %s has %d numbers, expected %s"
              .formatted(index, name, row.length, dimensions == 0 ? "at least 1" : dimensions));
    }
    for (int k = 0; k < row.length; k++) {
      if (!Float.isFinite(row[k])) {
        throw new IllegalArgumentException(
            "feature %d of row %d of the %s is %s, expected a finite number"
                .formatted(k, index, name, row[k]));
      }
    }
  }
}
