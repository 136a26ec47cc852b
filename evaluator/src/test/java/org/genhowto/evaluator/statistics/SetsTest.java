package org.genhowto.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for numbers from two sets of features. */
class SetsTest {
  private static final float[][] GOOD = {{1, 2}, {3, 5}, {4, 4}};

  /** A number from two sets. */
  private record Formula(String name, ToDoubleBiFunction<float[][], float[][]> of) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Formula> formulas() {
    return Stream.of(
        new Formula("frechet", FrechetDistance::between),
        new Formula("kernel", KernelDistance::between),
        new Formula("subsets", (x, y) -> KernelDistance.subsets(x, y, 3, 10, 1).value()),
        new Formula("interval", (x, y) -> Interval.frechet(x, y).high()),
        new Formula("kernel interval", (x, y) -> Interval.kernel(x, y).high()),
        new Formula("extrapolation", (x, y) -> FrechetExtrapolation.of(x, y, 1).value()));
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void numbers_that_are_none_are_refused_with_their_place(Formula formula) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[][] rows = {{1, 2}, {3, bad}, {4, 4}};
      assertThatThrownBy(() -> formula.of.applyAsDouble(rows, GOOD))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("feature 1 of row 1 of the first set is %s, expected a finite number", bad);
      assertThatThrownBy(() -> formula.of.applyAsDouble(GOOD, rows))
          .hasMessageStartingWith("feature 1 of row 1 of the second set is ");
    }
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void sets_of_another_shape_are_refused(Formula formula) {
    assertThatThrownBy(() -> formula.of.applyAsDouble(new float[][] {{1, 2}, {3}}, GOOD))
        .hasMessage("row 1 of the first set has 1 numbers, expected 2");
    assertThatThrownBy(() -> formula.of.applyAsDouble(GOOD, new float[][] {{1, 2}}))
        .hasMessage("the second set has 1 features, expected at least 2");
    assertThatThrownBy(() -> formula.of.applyAsDouble(GOOD, new float[][] {}))
        .hasMessage("the second set has 0 features, expected at least 2");
    assertThatThrownBy(() -> formula.of.applyAsDouble(GOOD, new float[][] {{1}, {2}}))
        .hasMessage("features of 2 numbers cannot be compared with features of 1");
    assertThatThrownBy(() -> formula.of.applyAsDouble(new float[2][0], new float[2][0]))
        .hasMessage("row 0 of the first set has 0 numbers, expected at least 1");
  }

  @Test
  void the_kernel_distances_error_is_what_other_draws_vary_by() {
    double[] values = new double[100];
    double errors = 0;
    for (int i = 0; i < values.length; i++) {
      KernelDistance.Measured measured =
          KernelDistance.measure(normal(60, 8, 0, 2L * i), normal(80, 8, 0.7, 2L * i + 1));
      values[i] = measured.value();
      errors += measured.error() / values.length;
    }

    assertThat(errors / Math.sqrt(Spread.of(values).variance())).isCloseTo(1, within(0.3));
  }

  @Test
  void the_frechet_distances_error_is_what_other_draws_vary_by() {
    for (int d : List.of(4, 90)) { // more rows than features, and fewer
      double[] values = new double[60];
      double errors = 0;
      for (int i = 0; i < values.length; i++) {
        float[][] x = normal(60, d, 0, 2L * i);
        float[][] y = normal(80, d, 0.7, 2L * i + 1);
        values[i] = FrechetDistance.between(x, y);
        errors += Interval.frechetError(x, y) / values.length;
      }

      assertThat(errors / Math.sqrt(Spread.of(values).variance()))
          .as("d %d", d)
          .isCloseTo(1, within(0.3));
    }
  }

  @Test
  void extrapolated_the_distance_of_two_sets_of_one_distribution_is_nearer_to_none() {
    float[][] all = normal(4000, 16, 0, 1);
    float[][] some = normal(300, 16, 0, 2);

    double plain = FrechetDistance.between(some, all);
    FrechetExtrapolation extrapolated = FrechetExtrapolation.of(some, all, 3);

    assertThat(plain).isGreaterThan(0.2);
    assertThat(Math.abs(extrapolated.value())).isLessThan(plain / 4);
    assertThat(extrapolated.error()).isBetween(0.0, plain / 4);
    assertThat(FrechetExtrapolation.of(some, all, 3)).isEqualTo(extrapolated);
  }

  @Test
  void the_paired_test_of_distances_sees_a_worse_method_and_no_difference_where_there_is_none() {
    float[][] reference = normal(150, 12, 0, 1);
    float[][] good = normal(120, 12, 0, 2);
    float[][] worse = normal(120, 12, 0.5, 3);
    float[][] alike = normal(120, 12, 0, 4);

    PairedTest clear = PairedTest.frechet(worse, good, reference, 7);
    PairedTest none = PairedTest.frechet(alike, good, reference, 7);

    assertThat(clear.difference()).isGreaterThan(1);
    assertThat(clear.probability()).isLessThan(0.01);
    assertThat(clear.interval().low()).isPositive();
    assertThat(clear.count()).isEqualTo(120);
    assertThat(none.probability()).isGreaterThan(0.05);
    assertThat(none.interval().low()).isNegative();
    assertThat(none.interval().high()).isPositive();
  }

  @Test
  void a_method_compared_with_itself_differs_by_nothing() {
    float[][] same = normal(40, 5, 0, 1);
    double[] values = {1, 2, 3};
    boolean[] right = {true, false};

    assertThat(PairedTest.frechet(same, same, normal(30, 5, 1, 2), 1).difference()).isZero();
    assertThat(PairedTest.means(values, values, 1).probability()).isEqualTo(1);
    assertThat(PairedTest.mcnemar(right, right).probability()).isEqualTo(1);
    assertThatThrownBy(() -> PairedTest.mcnemar(right, new boolean[3]))
        .hasMessage(
            "2 values of the first method and 3 of the second, expected as many, at least 1");
    assertThatThrownBy(() -> PairedTest.means(values, new double[] {1, 2, Double.NaN}, 1))
        .hasMessage("value 2 is NaN, expected a finite number");
  }

  @Test
  void the_bootstrap_of_means_agrees_with_the_normal_interval() {
    Random random = new Random(3);
    double[] first = random.doubles(400).map(v -> v + 0.1).toArray();
    double[] second = random.doubles(400).toArray();
    double[] differences = new double[400];
    for (int i = 0; i < 400; i++) {
      differences[i] = first[i] - second[i];
    }

    PairedTest test = PairedTest.means(first, second, 5);

    Interval normal = Interval.mean(differences);
    assertThat(test.interval().low()).isCloseTo(normal.low(), within(0.005));
    assertThat(test.interval().high()).isCloseTo(normal.high(), within(0.005));
    assertThat(test.probability()).isLessThan(0.001);
  }

  @Test
  void one_distribution_cannot_be_told_apart_and_two_can() {
    float[][] real = normal(200, 6, 0, 1);

    assertThat(Separability.of(real, normal(150, 6, 0, 2), 1).accuracy())
        .isCloseTo(0.5, within(0.08));
    assertThat(Separability.of(real, normal(20, 6, 4, 2), 1).accuracy()).isGreaterThan(0.97);
    assertThatThrownBy(() -> Separability.of(real, normal(4, 6, 0, 2), 1))
        .hasMessage("the generated set has 4 features, expected at least 5");
  }

  static float[][] normal(int n, int d, double mean, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[n][d];
    for (float[] row : rows) {
      for (int i = 0; i < d; i++) {
        row[i] = (float) (mean + random.nextGaussian());
      }
    }
    return rows;
  }
}
