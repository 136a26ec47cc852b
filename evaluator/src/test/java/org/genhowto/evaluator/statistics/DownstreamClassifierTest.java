package org.genhowto.evaluator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.genhowto.evaluator.statistics.DownstreamClassifier.Measured;
import org.genhowto.schemas.Role;
import org.junit.jupiter.api.Test;

class DownstreamClassifierTest {
  private static final List<Double> GRID = List.of(1.0);
  private final Random random = new Random(1);
  private final List<ClassifierRow> rows = new ArrayList<>();

  @Test
  void it_says_which_test_images_were_right_by_class_category_and_row() {
    // Given
    everyRole(6, 0);
    rows.add(row("odd", Role.TEST_TARGET, "ball", 0)); // looks like an apple's initial state
    // When
    Measured measured = DownstreamClassifier.measure(rows, GRID).orElseThrow();
    // Then
    assertThat(measured.categories()).containsExactly("apple", "ball");
    assertThat(measured.tested()).isEqualTo(25);
    assertThat(measured.accuracy()).isEqualTo(24 / 25.0);
    assertThat(measured.confusion())
        .isDeepEqualTo(new int[][] {{6, 0, 0, 0}, {0, 6, 0, 0}, {0, 0, 6, 0}, {1, 0, 0, 6}});
    assertThat(measured.categoryAccuracy()).isEqualTo(Map.of("apple", 1.0, "ball", 12 / 13.0));
    assertThat(measured.right()).hasSize(25).containsEntry("odd", false);
    assertThat(measured.right().values().stream().filter(hit -> hit).count()).isEqualTo(24);
  }

  @Test
  void the_control_takes_round_trips_for_the_real_initial_images() {
    // Given generated images, of which a mark is all that tells them from real ones
    everyRole(8, 3);
    List<ClassifierRow> roundTrips = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      roundTrips.add(marked(row("r" + i, Role.GENERATED, "apple", 0), 3));
      roundTrips.add(marked(row("s" + i, Role.GENERATED, "ball", 1), 3));
    }
    // When
    Measured control = DownstreamClassifier.control(rows, roundTrips, GRID).orElseThrow();
    // Then
    assertThat(control.accuracy()).isEqualTo(1);
    assertThat(DownstreamClassifier.control(rows, roundTrips.subList(0, 1), GRID)).isEmpty();
    assertThat(DownstreamClassifier.control(rows, List.of(), GRID)).isEmpty();
  }

  @Test
  void nothing_is_measured_while_a_category_lacks_a_role() {
    everyRole(2, 0);
    assertThat(DownstreamClassifier.measure(List.of(), GRID)).isEmpty();
    assertThat(DownstreamClassifier.measure(rows.subList(0, 5), GRID)).isEmpty();

    rows.removeIf(row -> row.role() == Role.TEST_INITIAL && row.category().equals("ball"));

    assertThat(DownstreamClassifier.measure(rows, GRID)).isEmpty();
  }

  @Test
  void rows_that_are_none_are_refused() {
    everyRole(3, 0);
    List<ClassifierRow> twice = new ArrayList<>(rows);
    twice.add(row(rows.get(rows.size() - 1).id(), Role.TEST_TARGET, "ball", 3));
    assertThatThrownBy(() -> DownstreamClassifier.measure(twice, GRID))
        .hasMessageStartingWith("two test rows have the id ");

    rows.add(new ClassifierRow("bad", Role.TEST_TARGET, "ball", new float[] {1, Float.NaN}));

    assertThatThrownBy(() -> DownstreamClassifier.measure(rows, GRID))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("row 24 of the rows has 2 numbers, expected 5");
  }

  private void everyRole(int count, float mark) {
    for (int i = 0; i < count; i++) {
      rows.add(row("a" + i, Role.REAL_INITIAL, "apple", 0));
      rows.add(row("b" + i, Role.REAL_INITIAL, "ball", 1));
      rows.add(marked(row("c" + i, Role.GENERATED, "apple", 2), mark));
      rows.add(marked(row("d" + i, Role.GENERATED, "ball", 3), mark));
      rows.add(row("e" + i, Role.TEST_INITIAL, "apple", 0));
      rows.add(row("f" + i, Role.TEST_INITIAL, "ball", 1));
      rows.add(row("g" + i, Role.TEST_TARGET, "apple", 2));
      rows.add(row("h" + i, Role.TEST_TARGET, "ball", 3));
    }
  }

  private ClassifierRow row(String id, Role role, String category, int bright) {
    float[] features = new float[5];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (random.nextGaussian() / 10) + (i == bright ? 3 : 0);
    }
    return new ClassifierRow(id, role, category, features);
  }

  private static ClassifierRow marked(ClassifierRow row, float mark) {
    float[] features = row.features().clone();
    features[4] += mark;
    return new ClassifierRow(row.id(), row.role(), row.category(), features);
  }
}
