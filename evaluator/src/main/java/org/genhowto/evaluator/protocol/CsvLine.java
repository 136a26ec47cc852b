package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.List;

/** A line of comma-separated cells, of which those in double quotes may hold commas (RFC 4180). */
final class CsvLine {
  private CsvLine() {}

  /**
   * The cells.
   *
   * @throws IllegalArgumentException a quote is not closed, or stands within a cell
   */
  static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      boolean quoted = at < line.length() && line.charAt(at) == '"';
      int end = quoted ? closing(line, at + 1) : comma(line, at);
      String cell =
          quoted ? line.substring(at + 1, end).replace("\"\"", "\"") : line.substring(at, end);
      if (!quoted && cell.indexOf('"') >= 0) {
        throw new IllegalArgumentException("a quote stands within the cell " + cell);
      }
      cells.add(cell);
      at = quoted ? end + 1 : end;
      if (at < line.length() && line.charAt(at) != ',') {
        throw new IllegalArgumentException("a comma is missing behind the cell " + cell);
      }
      at++;
    }
    return cells;
  }

  /** A file's first line without the mark of its byte order that some editors put before it. */
  static String withoutMark(String line) {
    return line.startsWith("\uFEFF") ? line.substring(1) : line;
  }

  private static int comma(String line, int from) {
    int comma = line.indexOf(',', from);
    return comma < 0 ? line.length() : comma;
  }

  private static int closing(String line, int from) {
    int at = line.indexOf('"', from);
    while (at >= 0 && at + 1 < line.length() && line.charAt(at + 1) == '"') {
      at = line.indexOf('"', at + 2);
    }
    if (at < 0) {
      throw new IllegalArgumentException("a quote is not closed");
    }
    return at;
  }
}
