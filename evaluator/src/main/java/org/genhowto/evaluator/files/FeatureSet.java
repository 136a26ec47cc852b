package org.genhowto.evaluator.files;

import java.util.Optional;
import org.genhowto.evaluator.statistics.Gaussian;

/** One side of a distance. */
public sealed interface FeatureSet {

  /** Numbers of a row. */
  int dimensions();

  /** How many rows there are, where that is known. */
  Optional<Integer> count();

  /** Mean and covariance. */
  Gaussian statistics();

  /**
   * A row for each image.
   *
   * @param rows at least 2, of equally many finite numbers
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; shared, not copied.
  record Features(float[][] rows) implements FeatureSet {
    @Override
    public int dimensions() {
      return rows[0].length;
    }

    @Override
    public Optional<Integer> count() {
      return Optional.of(rows.length);
    }

    @Override
    public Gaussian statistics() {
      return Gaussian.of(rows, "features");
    }
  }

  /** What is left of the rows: enough for the Frechet distance, not for the kernel distance. */
  record Statistics(Gaussian statistics) implements FeatureSet {
    @Override
    public int dimensions() {
      return statistics.dimensions();
    }

    @Override
    public Optional<Integer> count() {
      return Optional.empty();
    }
  }
}
