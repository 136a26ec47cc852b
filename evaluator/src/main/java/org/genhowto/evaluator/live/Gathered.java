package org.genhowto.evaluator.live;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.genhowto.evaluator.statistics.ClassifierRow;
import org.genhowto.schemas.Role;

/**
 * The samples of one measurement.
 *
 * @param rows of each part, in the order of their ids' hashes
 * @param states what is known of the series of each part
 */
record Gathered(Map<Role, List<StoredRow>> rows, Map<Role, SeriesState> states) {

  List<StoredRow> of(Role role) {
    return rows.getOrDefault(role, List.of());
  }

  String version(Role role) {
    return state(role).version();
  }

  private SeriesState state(Role role) {
    return states.getOrDefault(role, SeriesState.EMPTY);
  }

  /** Whether either side of a distance is a sample of more images. */
  boolean isSampled() {
    return Stream.of(Role.GENERATED, Role.TEST_TARGET)
        .anyMatch(role -> of(role).size() < state(role).count());
  }

  Gathered withGenerated(List<StoredRow> generated) {
    Map<Role, List<StoredRow>> other = new EnumMap<>(Role.class);
    other.putAll(rows);
    other.put(Role.GENERATED, generated);
    return new Gathered(other, states);
  }

  float[][] frechet(Role role) {
    return of(role).stream().map(StoredRow::frechet).toArray(float[][]::new);
  }

  List<ClassifierRow> classifierRows() {
    List<ClassifierRow> all = new ArrayList<>();
    rows.forEach(
        (role, each) ->
            each.forEach(
                row ->
                    all.add(new ClassifierRow(row.id(), role, row.category(), row.classifier()))));
    return all;
  }

  /** Images of each part and category. */
  Map<Role, Map<String, Long>> counts() {
    Map<Role, Map<String, Long>> counts = new EnumMap<>(Role.class);
    rows.forEach(
        (role, each) -> {
          Map<String, Long> categories = new TreeMap<>();
          each.forEach(row -> categories.merge(row.category(), 1L, Long::sum));
          counts.put(role, categories);
        });
    return counts;
  }
}
