package org.genhowto.evaluator.statistics;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * First and second moments of rows, to which rows are added and from which they are taken again.
 *
 * <p>They are exact, and so the same in whatever order, blocks and parts rows came: a row that was
 * added and taken again has left nothing. Each number is put on a grid of 2^-31 (off by at most
 * 2^-32, nothing for a float of at least 2^-8 in size) and written in digits of 20 bits. Sums of
 * products of digits are whole numbers; those of a block are below 2^53, so that matrix products in
 * double give them without rounding, and they are kept as longs.
 *
 * <p>A row costs nothing until 256 wait or a moment is asked for. For one thread at a time.
 */
public final class Moments {
  /** Largest number that a row may hold, in size. */
  public static final float LARGEST = 1 << 28;

  /** Most rows: sums of more products of digits might not fit into a long. */
  private static final long MOST_ROWS = 1L << 24;

  private static final int BLOCK = 256;
  private static final int DIGIT = 20; // bits
  private static final int GRID = 31; // bits behind the point
  private static final int DIGITS = 3;
  private static final int COEFFICIENTS = 2 * DIGITS - 1;

  private final int dimensions;
  private long count;

  /** Digit, then feature. */
  private final long[][] sums;

  /** Coefficient of 2^(20 i), then the upper triangle row by row; empty while all are zero. */
  private final long[][] products = new long[COEFFICIENTS][];

  private final List<float[]> waiting = new ArrayList<>();

  /** 1 for each waiting row to add, -1 for one to take away. */
  private final double[] signs = new double[BLOCK];

  /**
   * Of no rows.
   *
   * @param dimensions numbers in a row, at least 1
   */
  public Moments(int dimensions) {
    if (dimensions < 1) {
      throw new IllegalArgumentException(
          "moments of %d dimensions, expected at least 1".formatted(dimensions));
    }
    this.dimensions = dimensions;
    this.sums = new long[DIGITS][dimensions];
    Arrays.fill(products, new long[0]);
  }

  /** Moments of rows, at least one. */
  public static Moments of(float[][] rows) {
    FeatureRows.require(rows, "rows", 1);
    Moments moments = new Moments(rows[0].length);
    moments.add(rows);
    return moments;
  }

  public int dimensions() {
    return dimensions;
  }

  /** How many rows there are. */
  public long count() {
    return count;
  }

  /**
   * Adds rows, all of them or, where one is refused, none.
   *
   * @throws IllegalArgumentException a row has another length, or a number that is not finite or
   *     above {@link #LARGEST}; there would be more than 2^24 rows
   */
  public void add(float[][] rows) {
    change(rows, 1);
  }

  /**
   * Takes rows away that were added before.
   *
   * @throws IllegalArgumentException as for {@link #add}; there are fewer rows than these
   */
  public void subtract(float[][] rows) {
    change(rows, -1);
  }

  private void change(float[][] rows, int sign) {
    for (int i = 0; i < rows.length; i++) {
      FeatureRows.require(rows[i], dimensions, "rows", i);
      requireSize(rows[i], i);
    }
    requireCount(count + (long) sign * rows.length);
    for (float[] row : rows) {
      signs[waiting.size()] = sign;
      waiting.add(row.clone());
      count += sign;
      if (waiting.size() == BLOCK) {
        settle();
      }
    }
  }

  private static void requireSize(float[] row, int index) {
    for (int k = 0; k < row.length; k++) {
      if (Math.abs(row[k]) > LARGEST) {
        throw new IllegalArgumentException(
            "feature %d of row %d is %s, expected at most 2^28 in size"
                .formatted(k, index, row[k]));
      }
    }
  }

  private static void requireCount(long count) {
    if (count < 0 || count > MOST_ROWS) {
      throw new IllegalArgumentException(
          "moments of %d rows, expected 0 to %d".formatted(count, MOST_ROWS));
    }
  }

  /** Adds the rows of other moments, which stay as they are. */
  public void merge(Moments other) {
    combine(other, 1);
  }

  /** Takes the rows of other moments away. */
  public void subtract(Moments other) {
    combine(other, -1);
  }

  private void combine(Moments other, int sign) {
    FeatureRows.requireSame(dimensions, other.dimensions);
    requireCount(count + sign * other.count);
    settle();
    other.settle();
    for (int i = 0; i < DIGITS; i++) {
      addTo(sums[i], other.sums[i], sign);
    }
    for (int i = 0; i < COEFFICIENTS; i++) {
      if (other.products[i].length > 0) {
        addTo(coefficient(i), other.products[i], sign);
      }
    }
    count += sign * other.count;
  }

  private static void addTo(long[] to, long[] what, int sign) {
    for (int i = 0; i < to.length; i++) {
      to[i] += sign * what[i];
    }
  }

  /** The same moments, to be changed apart. */
  public Moments copy() {
    Moments copy = new Moments(dimensions);
    copy.merge(this);
    return copy;
  }

  /**
   * The mean of the rows.
   *
   * @throws IllegalArgumentException there are none
   */
  public double[] mean() {
    if (count == 0) {
      throw new IllegalArgumentException("no rows to take the mean of, expected at least one");
    }
    settle();
    double[] mean = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      mean[i] = Math.scalb(sum(i).value() / count, -GRID);
    }
    return mean;
  }

  /**
   * The covariance with n-1, row by row (D x D).
   *
   * @throws IllegalArgumentException there are fewer than 2 rows
   */
  public double[] covariance() {
    if (count < 2) {
      throw new IllegalArgumentException(
          "covariance of %d rows, expected at least 2".formatted(count));
    }
    settle();
    DoubleDouble[] sum = new DoubleDouble[dimensions];
    Arrays.setAll(sum, this::sum);
    DoubleDouble rows = DoubleDouble.of(count);
    double pairs = (double) count * (count - 1);
    double[] covariance = new double[dimensions * dimensions];
    int at = 0;
    for (int i = 0; i < dimensions; i++) {
      for (int j = i; j < dimensions; j++) {
        DoubleDouble apart = product(at++).times(rows).minus(sum[i].times(sum[j]));
        double value = Math.scalb(apart.value() / pairs, -2 * GRID);
        covariance[i * dimensions + j] = i == j ? Math.max(0, value) : value;
        covariance[j * dimensions + i] = covariance[i * dimensions + j];
      }
    }
    return covariance;
  }

  private DoubleDouble sum(int feature) {
    DoubleDouble sum = DoubleDouble.of(0);
    for (int i = DIGITS - 1; i >= 0; i--) {
      sum = sum.plus(DoubleDouble.of(sums[i][feature]).scaled(DIGIT * i));
    }
    return sum;
  }

  private DoubleDouble product(int at) {
    DoubleDouble product = DoubleDouble.of(0);
    for (int i = COEFFICIENTS - 1; i >= 0; i--) {
      if (products[i].length > 0) {
        product = product.plus(DoubleDouble.of(products[i][at]).scaled(DIGIT * i));
      }
    }
    return product;
  }

  private long[] coefficient(int i) {
    if (products[i].length == 0) {
      products[i] = new long[dimensions * (dimensions + 1) / 2];
    }
    return products[i];
  }

  /** Adds the products of the waiting rows. */
  private void settle() {
    if (waiting.isEmpty()) {
      return;
    }
    try (Algebra algebra = new Algebra()) {
      NDArray rows = algebra.rows(waiting.toArray(float[][]::new));
      NDArray sign = algebra.matrix(Arrays.copyOf(signs, waiting.size()), waiting.size(), 1);
      double[] sum = algebra.values("digit_sums", rows, sign);
      for (int i = 0; i < DIGITS; i++) {
        for (int k = 0; k < dimensions; k++) {
          sums[i][k] += (long) sum[i * dimensions + k];
        }
      }
      double[] product = algebra.values("digit_products", rows, sign);
      for (int i = 0; i < product.length / (dimensions * dimensions); i++) {
        addUpper(coefficient(i), product, i * dimensions * dimensions);
      }
    }
    waiting.clear();
  }

  private void addUpper(long[] to, double[] square, int start) {
    int at = 0;
    for (int i = 0; i < dimensions; i++) {
      int row = start + i * dimensions;
      for (int j = i; j < dimensions; j++) {
        to[at++] += (long) square[row + j];
      }
    }
  }
}
