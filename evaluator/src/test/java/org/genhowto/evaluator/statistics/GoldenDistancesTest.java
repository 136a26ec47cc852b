package org.genhowto.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against distances.json: pytorch-fid 0.3.0, clean-fid 0.1.35, torch-fidelity 0.4.0, scipy 1.14.1,
 * statsmodels 0.15.0; see src/test/python/distances_golden.py.
 */
class GoldenDistancesTest {
  static Stream<JsonNode> frechet() throws IOException {
    return cases("frechet");
  }

  static Stream<JsonNode> subsets() throws IOException {
    return cases("subsets");
  }

  static Stream<JsonNode> wilson() throws IOException {
    return cases("wilson");
  }

  static Stream<JsonNode> mean() throws IOException {
    return cases("mean");
  }

  static Stream<JsonNode> mcnemar() throws IOException {
    return cases("mcnemar");
  }

  static Stream<JsonNode> line() throws IOException {
    return cases("line");
  }

  @ParameterizedTest
  @MethodSource("frechet")
  void frechet_distance_is_exact_whatever_the_ranks(JsonNode golden) {
    float[][] x = first(golden);
    float[][] y = second(golden);
    double expected = golden.get("exact").asDouble();
    double size = golden.path("scale").asDouble(1);
    double bound = 1e-9 * size * size * golden.get("d").asInt() + 1e-9 * expected;

    assertThat(FrechetDistance.between(x, y)).isCloseTo(expected, within(bound));
    assertThat(FrechetDistance.between(y, x)).isCloseTo(expected, within(bound));
    for (String other : new String[] {"pytorch-fid", "clean-fid"}) {
      if (golden.has(other)) {
        assertThat(FrechetDistance.between(x, y))
            .as(other)
            .isCloseTo(golden.get(other).asDouble(), within(1e-6 * size * size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("frechet")
  void the_live_distance_by_moments_is_as_near_as_stated(JsonNode golden) {
    Moments x = Moments.of(first(golden));
    Moments y = Moments.of(second(golden));
    double expected = golden.get("exact").asDouble();
    double size = golden.path("scale").asDouble(1);

    assertThat(FrechetDistance.between(x, y))
        .isCloseTo(expected, within(1e-6 * size * size * golden.get("d").asInt()));
    assertThat(FrechetDistance.between(x, x))
        .isCloseTo(0, within(1e-6 * size * size * golden.get("d").asInt()));
  }

  @ParameterizedTest
  @MethodSource("subsets")
  void kernel_distance_over_subsets_equals_torch_fidelity(JsonNode golden) {
    KernelDistance.Measured measured =
        KernelDistance.subsets(
            first(golden),
            second(golden),
            golden.get("count").asInt(),
            golden.get("size").asInt(),
            golden.get("seed").asLong());

    assertThat(measured.value()).isCloseTo(golden.get("mean").asDouble(), within(1e-12));
    assertThat(measured.error()).isCloseTo(golden.get("deviation").asDouble(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("wilson")
  void the_interval_of_a_share_equals_statsmodels(JsonNode golden) {
    Interval interval = Interval.wilson(golden.get("right").asLong(), golden.get("of").asLong());

    assertThat(interval.low()).isCloseTo(golden.get("low").asDouble(), within(1e-12));
    assertThat(interval.high()).isCloseTo(golden.get("high").asDouble(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("mean")
  void the_interval_of_a_mean_equals_scipy(JsonNode golden) {
    Interval interval = Interval.mean(column(3, golden.get("n").asInt()));

    assertThat(interval.low()).isCloseTo(golden.get("low").asDouble(), within(1e-9));
    assertThat(interval.high()).isCloseTo(golden.get("high").asDouble(), within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("mcnemar")
  void mcnemar_equals_statsmodels(JsonNode golden) {
    int n = golden.get("n").asInt();
    int onlyFirst = golden.get("onlyFirst").asInt();
    int onlySecond = golden.get("onlySecond").asInt();
    boolean[] first = new boolean[n];
    boolean[] second = new boolean[n];
    for (int i = 0; i < n; i++) {
      first[i] = i < onlyFirst || (i % 2 == 0 && i >= onlyFirst + onlySecond);
      second[i] = i < onlyFirst + onlySecond ? i >= onlyFirst : first[i];
    }

    PairedTest test = PairedTest.mcnemar(first, second);

    assertThat(test.probability()).isCloseTo(golden.get("probability").asDouble(), within(1e-9));
    assertThat(test.difference()).isEqualTo((onlyFirst - onlySecond) / (double) n);
    assertThat(test.interval().low()).isLessThanOrEqualTo(test.difference());
    assertThat(test.interval().high()).isGreaterThanOrEqualTo(test.difference());
  }

  @ParameterizedTest
  @MethodSource("line")
  void the_line_of_the_extrapolation_equals_statsmodels(JsonNode golden) {
    FrechetExtrapolation line = FrechetExtrapolation.line(column(3, 15), column(5, 15));

    assertThat(line.value()).isCloseTo(golden.get("value").asDouble(), within(1e-12));
    assertThat(line.slope()).isCloseTo(golden.get("slope").asDouble(), within(1e-12));
    assertThat(line.error()).isCloseTo(golden.get("error").asDouble(), within(1e-12));
  }

  static float[][] first(JsonNode golden) {
    return rows(golden, 7, golden.get("n1").asInt(), 1);
  }

  static float[][] second(JsonNode golden) {
    return rows(golden, 11, golden.get("n2").asInt(), 1.25);
  }

  private static float[][] rows(JsonNode golden, long seed, int n, double scale) {
    float[][] rows = features(seed, n, golden.get("d").asInt());
    float factor = (float) (scale * golden.path("scale").asDouble(1));
    float offset = (float) golden.path("offset").asDouble(0);
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = i < golden.path("constant").asInt(0) ? 0.75f : row[i] * factor + offset;
      }
    }
    return rows;
  }

  private static double[] column(long seed, int n) {
    float[][] rows = features(seed, n, 1);
    double[] column = new double[n];
    for (int i = 0; i < n; i++) {
      column[i] = rows[i][0];
    }
    return column;
  }

  private static Stream<JsonNode> cases(String name) throws IOException {
    try (InputStream in = GoldenDistancesTest.class.getResourceAsStream("distances.json")) {
      JsonNode cases = new ObjectMapper().readTree(in).get(name);
      assertThat(cases).isNotEmpty();
      return StreamSupport.stream(cases.spliterator(), false);
    }
  }

  static float[][] features(long seed, int n, int d) {
    long state = seed;
    float[][] rows = new float[n][d];
    for (float[] row : rows) {
      for (int i = 0; i < d; i++) {
        state = (state * 1103515245L + 12345) % (1L << 31);
        row[i] = (float) (state / (double) (1L << 30) - 1);
      }
    }
    return rows;
  }
}
