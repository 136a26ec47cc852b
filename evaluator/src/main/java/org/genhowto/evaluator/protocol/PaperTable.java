package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.evaluator.statistics.Estimate;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/**
 * One table.
 *
 * @param rows one a method
 */
public record PaperTable(String name, String caption, List<Row> rows) {

  /**
   * A method's row.
   *
   * @param cells by column; columns without a number in this row are left out
   */
  public record Row(String method, Map<String, Cell> cells) {}

  /**
   * A number.
   *
   * @param n images it was measured on, in each run: tested ones for accuracy, generated ones for
   *     distances
   */
  public record Cell(double mean, @Nullable Double halfWidth, int runs, int n) {
    static Cell of(Estimate estimate, int n) {
      return new Cell(estimate.mean(), estimate.halfWidth(), estimate.values().size(), n);
    }

    String text() {
      return TextTable.cell(new Estimate(mean, halfWidth, List.of())) + " (N " + n + ")";
    }
  }

  /** Tables 1, 2 and 3; those without a number are left out. */
  static List<PaperTable> of(List<EvaluatedMethod> methods) {
    return List.of(
            table(
                "Table 1",
                "Separate models and a joint one: accuracy",
                methods.stream()
                    .filter(named(EvaluatedMethod.JOINT, EvaluatedMethod.GENHOWTO))
                    .toList(),
                PaperTable::accuracies),
            table(
                "Table 2",
                "Accuracy of the downstream classifier",
                methods,
                PaperTable::accuracies),
            table(
                "Table 2, control",
                "The same with round-trip images in the place of real initial ones in training",
                methods,
                PaperTable::controls),
            table("Table 3", "Distance to the real targets", methods, PaperTable::distances))
        .stream()
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  /** For people. */
  String text() {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.cells().keySet()));
    TextTable table = new TextTable();
    List<String> header = new ArrayList<>(List.of("method"));
    header.addAll(columns);
    table.add(header);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(List.of(row.method()));
      for (String column : columns) {
        Cell cell = row.cells().get(column);
        cells.add(cell == null ? TextTable.NOTHING : cell.text());
      }
      table.add(cells);
    }
    return name + ". " + caption + System.lineSeparator() + table;
  }

  private static Predicate<EvaluatedMethod> named(String... names) {
    return method -> List.of(names).contains(method.name());
  }

  private static PaperTable table(
      String name,
      String caption,
      List<EvaluatedMethod> methods,
      Function<ExperimentSummary, Map<String, Cell>> cells) {
    List<Row> rows = new ArrayList<>();
    for (EvaluatedMethod method : methods) {
      Map<String, Cell> row = new LinkedHashMap<>();
      for (Exposure exposure : Exposure.values()) {
        for (Target target : Target.values()) {
          ExperimentSummary experiment = method.experiment(new Experiment(target, exposure));
          if (experiment != null) {
            row.putAll(cells.apply(experiment));
          }
        }
      }
      if (!row.isEmpty()) {
        rows.add(new Row(method.name(), row));
      }
    }
    return new PaperTable(name, caption, rows);
  }

  private static Map<String, Cell> accuracies(ExperimentSummary e) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    put(cells, "", e, e.accuracy(), e.tested());
    return cells;
  }

  private static Map<String, Cell> controls(ExperimentSummary e) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    put(cells, "", e, e.control(), e.tested());
    return cells;
  }

  private static Map<String, Cell> distances(ExperimentSummary e) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    put(cells, "FID ", e, e.fid(), e.generated());
    put(cells, "KID ", e, e.kid(), e.generated());
    return cells;
  }

  private static void put(
      Map<String, Cell> cells,
      String measure,
      ExperimentSummary e,
      @Nullable Estimate estimate,
      @Nullable Integer n) {
    if (estimate != null && n != null) {
      cells.put(measure + e.target() + ", " + e.exposure(), Cell.of(estimate, n));
    }
  }
}
