package org.genhowto.evaluator.live;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.evaluator.statistics.ClassifierRow;
import org.genhowto.schemas.Role;

/**
 * The samples of one measurement.
 *
 * @param rows of each part, in the order of their ids' hashes
 * @param versions name the real images of each part
 */
record Gathered(Map<Role, List<StoredRow>> rows, Map<Role, String> versions) {

  List<StoredRow> of(Role role) {
    return rows.getOrDefault(role, List.of());
  }

  String version(Role role) {
    return versions.getOrDefault(role, SeriesState.EMPTY.version());
  }

  Gathered withGenerated(List<StoredRow> generated) {
    Map<Role, List<StoredRow>> other = new EnumMap<>(Role.class);
    other.putAll(rows);
    other.put(Role.GENERATED, generated);
    return new Gathered(other, versions);
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
