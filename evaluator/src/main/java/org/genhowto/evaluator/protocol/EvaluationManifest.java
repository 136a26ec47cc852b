package org.genhowto.evaluator.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.evaluator.protocol.EvaluatedImage.Origin;
import org.genhowto.evaluator.protocol.EvaluatedImage.Part;
import org.genhowto.runtime.blob.AtomicFile;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Target;

/**
 * Lists of images to evaluate: tab-separated with a line of column names, or, in a file whose name
 * ends in {@code .csv}, comma-separated with quotes, or, in {@code .jsonl}, one JSON object a line
 * with the same keys. Image paths are relative to the list's folder.
 */
public final class EvaluationManifest {
  private static final String PREDICTED = "predicted";
  private static final List<String> COLUMNS =
      List.of("image", "class", "video", "target", "split", "origin", "exposure", PREDICTED);
  private static final Set<String> REQUIRED = new TreeSet<>(COLUMNS.subList(0, COLUMNS.size() - 1));

  private EvaluationManifest() {}

  /**
   * The images of a list, in its order.
   *
   * @throws IllegalArgumentException naming, for each line at fault, file, line and what is wrong
   *     there
   */
  public static List<EvaluatedImage> read(Path manifest) {
    List<String> lines = lines(manifest);
    Form form = Form.of(manifest);
    boolean named = form != Form.JSON && !lines.isEmpty();
    List<String> columns = new ArrayList<>();
    List<EvaluatedImage> images = new ArrayList<>();
    Faults faults = new Faults();
    if (named) {
      faults.gather(
          () -> columns.addAll(columns(manifest, form.split(CsvLine.withoutMark(lines.get(0))))));
      faults.refuse(); // Every other line would be at fault for it.
    }
    for (int i = named ? 1 : 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int number = i + 1;
      if (!line.isBlank()) {
        faults.gather(
            () -> {
              try {
                Map<String, String> row =
                    form == Form.JSON
                        ? object(CsvLine.withoutMark(line))
                        : cells(columns, form.split(line));
                images.add(image(manifest.toAbsolutePath(), row));
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "%s, line %d: %s".formatted(manifest, number, e.getMessage()), e);
              }
            });
      }
    }
    faults.refuse();
    if (images.isEmpty()) {
      throw new IllegalArgumentException(manifest + " lists no images, expected at least one");
    }
    return images;
  }

  /** How lines become cells. */
  private enum Form {
    TABS,
    COMMAS,
    JSON;

    static Form of(Path manifest) {
      String name = String.valueOf(manifest.getFileName());
      if (name.endsWith(".jsonl")) {
        return JSON;
      }
      return name.endsWith(".csv") ? COMMAS : TABS;
    }

    List<String> split(String line) {
      return this == COMMAS ? CsvLine.cells(line) : List.of(line.split("\t", -1));
    }
  }

  /** Writes a list as a table, which {@link #read} reads, in place of an earlier one. */
  public static void write(Path manifest, List<EvaluatedImage> images) throws IOException {
    Path folder = manifest.toAbsolutePath().resolveSibling("");
    List<String> lines = new ArrayList<>();
    lines.add(String.join("\t", COLUMNS));
    images.forEach(image -> lines.add(String.join("\t", row(folder, image))));
    AtomicFile.write(manifest, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Cells in the order of {@link #COLUMNS}. */
  private static List<String> row(Path folder, EvaluatedImage image) {
    Path file = folder.relativize(image.file().toAbsolutePath());
    OptionalInt predicted = image.predicted();
    return List.of(
        file.toString().replace(File.separatorChar, '/'),
        Integer.toString(image.label()),
        image.videoId(),
        spelling(image.experiment().target()),
        spelling(image.part()),
        spelling(image.origin()),
        spelling(image.experiment().exposure()),
        predicted.isPresent() ? Integer.toString(predicted.getAsInt()) : "");
  }

  private static List<String> lines(Path manifest) {
    if (!Files.isRegularFile(manifest)) {
      throw new IllegalArgumentException("There is no list of images at " + manifest + ".");
    }
    try {
      return Files.readAllLines(manifest);
    } catch (IOException e) {
      throw new IllegalArgumentException(manifest + " cannot be read as UTF-8 text", e);
    }
  }

  private static List<String> columns(Path manifest, List<String> header) {
    List<String> columns = header.stream().map(String::strip).toList();
    if (columns.contains("VID_ID")) {
      throw new IllegalArgumentException(
          "%s lists videos, as published with the paper (%s), not images; expected the columns %s,"
                  .formatted(manifest, columns, COLUMNS)
              + " or such lists in the folder _released of a folder of results for tables");
    }
    return columns;
  }

  private static Map<String, String> cells(List<String> columns, List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells, expected %d, as the first line names %s"
              .formatted(cells.size(), columns.size(), columns));
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      row.put(columns.get(i), cells.get(i).strip());
    }
    return row;
  }

  private static Map<String, String> object(String line) {
    try {
      JsonNode node = Json.PLAIN.readTree(line);
      if (!node.isObject()) {
        throw new IllegalArgumentException("not a JSON object");
      }
      Map<String, String> row = new LinkedHashMap<>();
      node.properties().forEach(entry -> row.put(entry.getKey(), entry.getValue().asText()));
      return row;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static EvaluatedImage image(Path manifest, Map<String, String> row) {
    requireKnown(row.keySet());
    Path file = manifest.resolveSibling(cell(row, "image")).normalize();
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no image at " + file);
    }
    String predicted = cell(row, PREDICTED);
    return new EvaluatedImage(
        file,
        number("class", cell(row, "class")),
        cell(row, "video"),
        new Experiment(
            choice(Target.class, "target", cell(row, "target")),
            choice(Exposure.class, "exposure", cell(row, "exposure"))),
        choice(Part.class, "split", cell(row, "split")),
        choice(Origin.class, "origin", cell(row, "origin")),
        predicted.isEmpty() ? OptionalInt.empty() : OptionalInt.of(number(PREDICTED, predicted)));
  }

  private static String cell(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private static void requireKnown(Set<String> names) {
    Set<String> missing = new TreeSet<>(REQUIRED);
    missing.removeAll(names);
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeAll(REQUIRED);
    unknown.remove(PREDICTED);
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "columns missing: %s, unknown: %s; expected %s, and %s where a method needs no training"
              .formatted(missing, unknown, REQUIRED, PREDICTED));
    }
  }

  private static int number(String column, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s is '%s', expected a whole number".formatted(column, text), e);
    }
  }

  private static <E extends Enum<E>> E choice(Class<E> type, String column, String text) {
    for (E value : type.getEnumConstants()) {
      if (spelling(value).equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "%s is '%s', expected one of %s"
            .formatted(
                column,
                text,
                Arrays.stream(type.getEnumConstants())
                    .map(EvaluationManifest::spelling)
                    .collect(Collectors.joining(", "))));
  }

  /** How a value is written in lists and reports, such as final-state. */
  public static String spelling(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
