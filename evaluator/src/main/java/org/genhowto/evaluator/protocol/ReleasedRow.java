package org.genhowto.evaluator.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.genhowto.schemas.Target;

/**
 * A row of a list that was released with GenHowTo: one triplet of a video.
 *
 * @param where list and line, for sentences
 * @param video its id
 * @param category number of the category, from 0
 * @param initial second of the initial state
 * @param target second of the target
 * @param file name under which what is made for the row is kept
 */
record ReleasedRow(String where, String video, int category, int initial, int target, String file) {
  private static final String VIDEO = "VID_ID";
  private static final String CATEGORY = "DS_CAT";
  private static final String INITIAL = "FRAME_S1";
  private static final String FILE = "FILENAME";

  /**
   * The rows of a list, in its order: comma-separated with quotes, column names in the first line.
   * Columns that are not needed, such as prompts, are passed over.
   *
   * @throws IllegalArgumentException naming, for each line at fault, file, line and what is wrong
   */
  static List<ReleasedRow> read(Path list, Target target) {
    List<String> lines = lines(list);
    List<String> columns =
        lines.isEmpty()
            ? List.of()
            : CsvLine.cells(lines.get(0)).stream().map(String::strip).toList();
    String second = target == Target.ACTION ? "FRAME_AC" : "FRAME_S2";
    Set<String> missing = new TreeSet<>(List.of(VIDEO, CATEGORY, INITIAL, second, FILE));
    missing.removeAll(columns);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s lacks the columns %s in its first line, which has %s"
              .formatted(list, missing, columns));
    }
    List<ReleasedRow> rows = new ArrayList<>();
    Faults faults = new Faults();
    for (int i = 1; i < lines.size(); i++) {
      String where = "%s, line %d".formatted(list, i + 1);
      String line = lines.get(i);
      if (!line.isBlank()) {
        faults.gather(() -> rows.add(row(where, cells(where, columns, line), second)));
      }
    }
    faults.refuse();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(list + " has no rows, expected at least one");
    }
    return rows;
  }

  private static List<String> lines(Path list) {
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(list));
      if (!lines.isEmpty()) {
        lines.set(0, CsvLine.withoutMark(lines.get(0)));
      }
      return lines;
    } catch (IOException e) {
      throw new IllegalArgumentException(list + " cannot be read as UTF-8 text", e);
    }
  }

  private static Map<String, String> cells(String where, List<String> columns, String line) {
    List<String> cells;
    try {
      cells = CsvLine.cells(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(where, e.getMessage()), e);
    }
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%s: %d cells, expected %d, as the first line names %s"
              .formatted(where, cells.size(), columns.size(), columns));
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      row.put(columns.get(i), cells.get(i).strip());
    }
    return row;
  }

  private static ReleasedRow row(String where, Map<String, String> cells, String second) {
    return new ReleasedRow(
        where,
        inside(where, VIDEO, cells),
        number(where, CATEGORY, cells),
        number(where, INITIAL, cells),
        number(where, second, cells),
        inside(where, FILE, cells));
  }

  /** A name that does not lead out of its folder. */
  private static String inside(String where, String column, Map<String, String> cells) {
    String name = cells.getOrDefault(column, "");
    Path path = Path.of(name.isEmpty() ? "." : name);
    boolean leadsOut = path.isAbsolute() || path.startsWith("..") || !path.normalize().equals(path);
    if (name.isEmpty() || leadsOut) {
      throw new IllegalArgumentException(
          "%s: %s is '%s', expected a name".formatted(where, column, name));
    }
    return name;
  }

  /** A whole number from 0, such as 23 or, as tables of floats say it, 23.0. */
  private static int number(String where, String column, Map<String, String> cells) {
    String text = cells.getOrDefault(column, "");
    if (!text.matches("[0-9]{1,6}([.]0+)?")) {
      throw new IllegalArgumentException(
          "%s: %s is '%s', expected a whole number from 0".formatted(where, column, text));
    }
    return Integer.parseInt(text.replaceFirst("[.]0+$", ""));
  }
}
