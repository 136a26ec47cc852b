package org.genhowto.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
  private final Random random = new Random(5);

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -300, 1e6})
  void rows_that_were_added_and_taken_again_leave_nothing(double offset) {
    // Given
    float[][] kept = rows(300, 20, offset);
    float[][] passing = rows(777, 20, -2 * offset);
    Moments expected = Moments.of(kept);
    // When
    Moments moments = new Moments(20);
    moments.add(Arrays.copyOfRange(passing, 0, 500));
    for (float[] row : kept) {
      moments.add(new float[][] {row});
    }
    moments.add(Arrays.copyOfRange(passing, 500, 777));
    moments.covariance();
    shuffle(passing);
    for (int i = 0; i < passing.length; i += 3) {
      moments.subtract(Arrays.copyOfRange(passing, i, i + 3));
    }
    // Then
    assertThat(moments.count()).isEqualTo(300);
    assertThat(moments.mean()).isEqualTo(expected.mean());
    assertThat(moments.covariance()).isEqualTo(expected.covariance());
  }

  @Test
  void the_order_of_rows_and_the_parts_they_came_in_have_no_part_in_the_value() {
    float[][] rows = rows(1000, 12, 3);
    rows[17][3] = 2e8f; // alone in a block of larger digits
    Moments expected = Moments.of(rows);

    shuffle(rows);
    Moments first = Moments.of(Arrays.copyOfRange(rows, 0, 1));
    first.merge(Moments.of(Arrays.copyOfRange(rows, 1, 600)));
    Moments second = Moments.of(Arrays.copyOfRange(rows, 600, 1000));
    Moments merged = second.copy();
    merged.merge(first);

    assertThat(merged.covariance()).isEqualTo(expected.covariance());
    assertThat(merged.mean()).isEqualTo(expected.mean());
    assertThat(second.count()).isEqualTo(400);
    merged.subtract(first);
    assertThat(merged.covariance()).isEqualTo(second.covariance());
  }

  @Test
  void a_copy_changes_apart() {
    Moments moments = Moments.of(rows(3, 2, 0));
    Moments copy = moments.copy();
    double[] before = moments.covariance();

    copy.add(rows(5, 2, 1));

    assertThat(moments.covariance()).isEqualTo(before);
    assertThat(copy.count()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 40, 1e6})
  void mean_and_covariance_are_right_to_the_last_bits(double offset) {
    float[][] rows = rows(257, 3, offset);
    Moments moments = Moments.of(rows);

    double[] mean = moments.mean();
    double[] covariance = moments.covariance();

    for (int i = 0; i < 3; i++) {
      assertThat(mean[i]).isCloseTo(sum(rows, i).doubleValue() / 257, within(1e-9));
      for (int j = 0; j < 3; j++) {
        assertThat(covariance[3 * i + j]).isCloseTo(exact(rows, i, j), within(1e-9));
      }
    }
  }

  @Test
  void a_feature_that_never_changes_has_no_variance() {
    float[][] rows = rows(1500, 2, 0);
    for (float[] row : rows) {
      row[1] = 123456.789f;
    }

    double[] covariance = Moments.of(rows).covariance();

    assertThat(covariance[1]).isZero();
    assertThat(covariance[3]).isZero();
  }

  @Test
  void what_is_no_row_of_them_is_refused_and_leaves_no_trace() {
    Moments moments = Moments.of(rows(4, 3, 0));
    double[] before = moments.covariance();

    assertThatThrownBy(() -> moments.add(new float[][] {{1, 2, 3}, {1, Float.NaN, 3}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature 1 of row 1 of the rows is NaN, expected a finite number");
    assertThatThrownBy(() -> moments.add(new float[][] {{1, 2, Float.NEGATIVE_INFINITY}}))
        .hasMessageContaining("feature 2 of row 0 of the rows is -Infinity");
    assertThatThrownBy(() -> moments.add(new float[][] {{1, 2}}))
        .hasMessage("row 0 of the rows has 2 numbers, expected 3");
    assertThatThrownBy(() -> moments.add(new float[][] {{1, 2, 1e9f}}))
        .hasMessage("feature 2 of row 0 is 1.0E9, expected at most 2^28 in size");
    assertThatThrownBy(() -> moments.subtract(rows(5, 3, 0)))
        .hasMessage("moments of -1 rows, expected 0 to 16777216");
    assertThatThrownBy(() -> moments.merge(new Moments(2)))
        .hasMessage("features of 3 numbers cannot be compared with features of 2");

    assertThat(moments.covariance()).isEqualTo(before);
  }

  @Test
  void too_few_rows_have_no_moments() {
    Moments none = new Moments(3);

    assertThatThrownBy(none::mean).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FrechetDistance.between(Moments.of(rows(1, 3, 0)), none))
        .hasMessage("the first set has 1 features, expected at least 2");
    assertThatThrownBy(() -> new Moments(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static BigDecimal sum(float[][] rows, int i) {
    BigDecimal sum = BigDecimal.ZERO;
    for (float[] row : rows) {
      sum = sum.add(new BigDecimal(row[i]));
    }
    return sum;
  }

  private static double exact(float[][] rows, int i, int j) {
    BigDecimal products = BigDecimal.ZERO;
    for (float[] row : rows) {
      products = products.add(new BigDecimal(row[i]).multiply(new BigDecimal(row[j])));
    }
    BigDecimal n = BigDecimal.valueOf(rows.length);
    BigDecimal apart = products.multiply(n).subtract(sum(rows, i).multiply(sum(rows, j)));
    return apart
        .divide(n.multiply(n.subtract(BigDecimal.ONE)), MathContext.DECIMAL128)
        .doubleValue();
  }

  private float[][] rows(int n, int d, double offset) {
    float[][] rows = new float[n][d];
    for (float[] row : rows) {
      for (int i = 0; i < d; i++) {
        row[i] = (float) (offset + random.nextGaussian());
      }
    }
    return rows;
  }

  private void shuffle(float[][] rows) {
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      float[] moved = rows[i];
      rows[i] = rows[j];
      rows[j] = moved;
    }
  }
}
