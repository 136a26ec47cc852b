package org.genhowto.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against golden.json: scikit-learn 1.2.2, scipy 1.17.1, numpy 1.26.4; see
 * src/test/python/make_golden.py.
 */
class GoldenNumericsTest {
  static Stream<JsonNode> frechet() throws IOException {
    return cases("frechet");
  }

  static Stream<JsonNode> kernel() throws IOException {
    return cases("kernel");
  }

  static Stream<JsonNode> logistic() throws IOException {
    return cases("logistic");
  }

  static Stream<JsonNode> selection() throws IOException {
    return cases("selection");
  }

  @ParameterizedTest
  @MethodSource("frechet")
  void frechet_distance_equals_the_eigenvalue_form(JsonNode golden) {
    float[][] x = features(7, golden.get("n1").asInt(), golden.get("d").asInt(), 1);
    float[][] y = features(11, golden.get("n2").asInt(), golden.get("d").asInt(), 1.25f);
    assertThat(FrechetDistance.between(x, y))
        .isCloseTo(golden.get("value").asDouble(), within(1e-5));
    assertThat(FrechetDistance.between(y, x))
        .isCloseTo(golden.get("value").asDouble(), within(1e-5));
    assertThat(FrechetDistance.between(x, x)).isCloseTo(0, within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("kernel")
  void kernel_distance_equals_the_matrix_form(JsonNode golden) {
    float[][] x = features(7, golden.get("n1").asInt(), golden.get("d").asInt(), 1);
    float[][] y = features(11, golden.get("n2").asInt(), golden.get("d").asInt(), 1.25f);
    assertThat(KernelDistance.between(x, y))
        .isCloseTo(golden.get("value").asDouble(), within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("logistic")
  void logistic_regression_equals_scikit_learn(JsonNode golden) {
    int n = golden.get("n").asInt();
    int d = golden.get("d").asInt();
    int classes = golden.get("classes").asInt();
    float[][] x = features(5, n, d, 1);
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % classes;
      x[i][labels[i]] += 1.5f;
    }

    LogisticRegression fitted =
        LogisticRegression.fit(x, labels, classes, golden.get("c").asDouble(), 1000);

    double mean = 0;
    for (int k = 0; k < classes; k++) {
      mean += fitted.intercept(k) / classes;
    }
    double tolerance = 1e-3 * Math.max(1, golden.get("c").asDouble());
    for (int k = 0; k < classes; k++) {
      for (int i = 0; i < d; i++) {
        assertThat(fitted.weight(k, i))
            .isCloseTo(golden.get("weights").get(k).get(i).asDouble(), within(tolerance));
      }
      assertThat(fitted.intercept(k) - mean)
          .isCloseTo(golden.get("intercepts").get(k).asDouble(), within(tolerance));
    }
    for (int i = 0; i < n; i++) {
      assertThat(fitted.predict(x[i])).isEqualTo(golden.get("predictions").get(i).asInt());
    }
  }

  @ParameterizedTest
  @MethodSource("selection")
  void the_grid_chooses_as_scikit_learn(JsonNode golden) {
    // Given
    LabelledRows all = labelled(golden);
    List<Integer> kept = new ArrayList<>();
    List<Integer> aside = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      (i / 7 % 10 == 9 ? aside : kept).add(i);
    }
    LabelledRows fit = all.pick(kept);
    LabelledRows validation = all.pick(aside);
    int classes = golden.get("classes").asInt();
    // When
    ClassifierGrid.Choice choice = ClassifierGrid.published().choose(fit, validation, classes);
    // Then
    assertThat(choice.c()).isEqualTo(golden.get("c").asDouble());
    assertThat(choice.maxIterations()).isEqualTo(golden.get("maxIterations").asInt());
    for (JsonNode point : golden.get("points")) {
      double accuracy =
          new ClassifierGrid(
                  List.of(point.get("c").asDouble()), List.of(point.get("maxIterations").asInt()))
              .choose(fit, validation, classes)
              .validationAccuracy();
      assertThat(accuracy)
          .as(point.toString())
          .isCloseTo(point.get("accuracy").asDouble(), within(1e-12));
    }
  }

  @Test
  void a_set_of_one_has_no_covariance() {
    assertThatThrownBy(() -> FrechetDistance.between(new float[1][3], new float[5][3]))
        .hasMessage("the first set has 1 features, expected at least 2");
  }

  private static LabelledRows labelled(JsonNode golden) {
    int n = golden.get("n").asInt();
    float[][] x = features(13, n, golden.get("d").asInt(), golden.get("noise").floatValue());
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % golden.get("classes").asInt();
      x[i][labels[i]] += 1.5f;
      for (int k = 0; k < x[i].length; k++) {
        x[i][k] *= golden.get("scale").floatValue();
      }
    }
    return new LabelledRows(x, labels);
  }

  private static Stream<JsonNode> cases(String name) throws IOException {
    try (InputStream in = GoldenNumericsTest.class.getResourceAsStream("golden.json")) {
      JsonNode cases = new ObjectMapper().readTree(in).get(name);
      assertThat(cases).isNotEmpty();
      return StreamSupport.stream(cases.spliterator(), false);
    }
  }

  private static float[][] features(long seed, int n, int d, float scale) {
    long state = seed;
    float[][] rows = new float[n][d];
    for (float[] row : rows) {
      for (int i = 0; i < d; i++) {
        state = (state * 1103515245L + 12345) % (1L << 31);
        row[i] = (float) (state / (double) (1L << 30) - 1) * scale;
      }
    }
    return rows;
  }
}
