package org.genhowto.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closed forms: along one axis the distance is (m1 - m2)^2 + (s1 - s2)^2. */
class FrechetDistanceTest {

  @ParameterizedTest
  @ValueSource(floats = {1e-30f, 1e-3f, 1, 1e6f, 1e30f})
  void features_that_never_change_add_nothing_but_their_means(float size) {
    // Means 2 and 3, variances 10/4 and 4 * 10/4; the others are constant, one differs.
    float[][] x = rows(size, 1, 7);
    float[][] y = rows(size, 2, 8);
    double s1 = Math.sqrt(2.5);
    double expected = (1 + 4 + (s1 - 2 * s1) * (s1 - 2 * s1)) * size * size;

    assertThat(FrechetDistance.between(x, y) / expected).isCloseTo(1, within(1e-5));
    assertThat(FrechetDistance.between(y, x) / expected).isCloseTo(1, within(1e-5));
    assertThat(FrechetDistance.between(x, x) / expected).isCloseTo(0, within(1e-9));
  }

  @Test
  void where_nothing_changes_only_the_means_count() {
    float[][] x = {{1, 2}, {1, 2}, {1, 2}, {1, 2}};
    float[][] y = {{4, 6}, {4, 6}, {4, 6}};

    assertThat(FrechetDistance.between(x, y)).isCloseTo(25, within(1e-12));
    assertThat(FrechetDistance.between(x, x)).isZero();
  }

  @Test
  void two_rows_and_rows_twice_have_a_distance() {
    float[][] x = {{0, 0}, {2, 0}};
    float[][] y = {{0, 0}, {2, 0}, {0, 0}, {2, 0}};
    // Variances 2 and 4/3 along one axis.
    double expected = Math.pow(Math.sqrt(2) - Math.sqrt(4 / 3.0), 2);

    assertThat(FrechetDistance.between(x, y)).isCloseTo(expected, within(1e-12));
  }

  /** Five rows of three features: one that changes by the step, two that do not. */
  private static float[][] rows(float size, int step, int constant) {
    float[][] rows = new float[5][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[] {0, size * step * i, size * constant};
    }
    return rows;
  }
}
