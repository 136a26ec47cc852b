package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.genhowto.evaluator.statistics.Estimate;
import org.jspecify.annotations.Nullable;

/** Rows of cells, aligned. */
public final class TextTable {
  /** Stands for what was not measured. */
  static final String NOTHING = "-";

  private final List<List<String>> rows = new ArrayList<>();

  void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  /** An estimate such as 0.771 ± 0.012. */
  public static String cell(@Nullable Estimate estimate) {
    if (estimate == null) {
      return NOTHING;
    }
    return estimate.halfWidth() == null
        ? String.format(Locale.ROOT, "%.3f", estimate.mean())
        : String.format(Locale.ROOT, "%.3f ± %.3f", estimate.mean(), estimate.halfWidth());
  }

  public static String cell(@Nullable Integer number) {
    return number == null ? NOTHING : number.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column))
            .append(" ".repeat(width(column) + 2 - row.get(column).length()));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
