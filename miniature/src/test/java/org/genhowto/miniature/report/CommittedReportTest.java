package org.genhowto.miniature.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.runtime.blob.Sha256;
import org.junit.jupiter.api.Test;

/** The repository's weights, its report and the tables in its README belong together. */
class CommittedReportTest {
  private static final Path DOCS = Path.of("../docs/miniature");
  private static final List<String> COLUMNS =
      List.of("action, seen", "final-state, seen", "action, unseen", "final-state, unseen");

  private final JsonNode report;

  CommittedReportTest() throws IOException {
    report = new ObjectMapper().readTree(DOCS.resolve("report.json").toFile());
  }

  @Test
  void the_weights_are_those_the_report_was_made_with() throws IOException {
    Map<String, String> reported = new TreeMap<>();
    report
        .get("weights")
        .properties()
        .forEach(entry -> reported.put(entry.getKey(), entry.getValue().asText()));
    reported.keySet().removeIf(file -> !file.startsWith("models/"));
    Map<String, String> committed = new TreeMap<>();
    try (var files = Files.walk(Path.of("models"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".safetensors")).toList()) {
        committed.put(file.toString(), Sha256.of(file));
      }
    }

    assertThat(committed).isNotEmpty().isEqualTo(reported);
  }

  @Test
  void the_readme_shows_the_reports_tables() throws IOException {
    List<String> rows = new ArrayList<>();
    JsonNode tables = report.at("/measurements/tables/tables");
    Map<String, JsonNode> distances = rows(tables, "Table 3");
    rows(tables, "Table 2")
        .forEach(
            (method, accuracies) -> {
              List<String> cells = new ArrayList<>(List.of("`" + method + "`"));
              COLUMNS.forEach(column -> cells.add(cell(accuracies, column, 3)));
              JsonNode fid = distances.get(method);
              COLUMNS.forEach(
                  column -> cells.add(fid == null ? "" : cell(fid, "FID " + column, 1)));
              rows.add("| " + String.join(" | ", cells) + " |");
            });

    assertThat(rows).hasSize(10);
    assertThat(Files.readString(Path.of("../README.md"))).contains(rows);
  }

  private static Map<String, JsonNode> rows(JsonNode tables, String name) {
    Map<String, JsonNode> rows = new TreeMap<>();
    for (JsonNode table : tables) {
      if (table.get("name").asText().equals(name)) {
        table.get("rows").forEach(row -> rows.put(row.get("method").asText(), row.get("cells")));
      }
    }
    return rows;
  }

  private static String cell(JsonNode cells, String column, int digits) {
    JsonNode cell = cells.get(column);
    String form = "%." + digits + "f";
    return String.format(
            Locale.ROOT,
            form + " ± " + form,
            cell.get("mean").asDouble(),
            cell.get("halfWidth").asDouble())
        .replaceAll("\\b0\\.", ".");
  }
}
