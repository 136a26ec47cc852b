package org.genhowto.launcher.video;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lists of videos: an object of JSON on each line, or CSV with or without a row of names. A list of
 * addresses alone is CSV of one column.
 */
final class VideoRows {
  private static final int BYTE_ORDER_MARK = 0xFEFF;
  private static final ObjectReader CSV =
      new CsvMapper()
          .readerForListOf(String.class)
          .with(CsvSchema.emptySchema().withComments())
          .withFeatures(
              CsvParser.Feature.WRAP_AS_ARRAY,
              CsvParser.Feature.SKIP_EMPTY_LINES,
              CsvParser.Feature.TRIM_SPACES);

  private VideoRows() {}

  /** Gets what stands in a list, row by row. */
  interface Taker {
    /**
     * Takes one row.
     *
     * @param number from 1, names and empty lines not counted
     * @param row fails with an IllegalArgumentException where it cannot be read
     */
    void take(int number, Supplier<VideoRow> row);
  }

  static void read(Reader text, Taker taker) throws IOException {
    BufferedReader reader = new BufferedReader(text);
    int first = firstCharacter(reader);
    if (first == '{' || first == '[') {
      readJson(reader, taker);
    } else if (first >= 0) {
      readCsv(reader, taker);
    }
  }

  /** The first that says something; those before it are passed over. */
  private static int firstCharacter(BufferedReader reader) throws IOException {
    while (true) {
      reader.mark(1);
      int next = reader.read();
      if (next < 0) {
        return next;
      }
      if (!Character.isWhitespace(next) && next != BYTE_ORDER_MARK) {
        reader.reset();
        return next;
      }
    }
  }

  private static void readJson(BufferedReader reader, Taker taker) throws IOException {
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (!line.isBlank()) {
        String object = line;
        taker.take(++number, () -> VideoRow.ofJson(object));
      }
    }
  }

  private static void readCsv(BufferedReader reader, Taker taker) throws IOException {
    List<String> names = VideoRow.NAMES;
    int number = 0;
    boolean begun = false;
    try (MappingIterator<List<String>> rows = CSV.readValues(reader)) {
      while (rows.hasNextValue()) {
        List<String> values = rows.nextValue();
        Optional<List<String>> named = begun ? Optional.empty() : names(values);
        begun = true;
        if (named.isPresent()) {
          names = named.get();
        } else {
          List<String> columns = names;
          taker.take(++number, () -> VideoRow.of(columns, values));
        }
      }
    }
  }

  /** Names of columns, where one of them is that of the address. */
  private static Optional<List<String>> names(List<String> values) {
    List<Optional<String>> names = values.stream().map(VideoRow::field).toList();
    if (!names.contains(Optional.of(VideoRow.URI))) {
      return Optional.empty();
    }
    for (int i = 0; i < values.size(); i++) {
      if (names.get(i).isEmpty()) {
        throw new IllegalArgumentException(
            "the list has a column '%s', expected %s"
                .formatted(values.get(i), String.join(", ", VideoRow.NAMES)));
      }
    }
    return Optional.of(names.stream().flatMap(Optional::stream).toList());
  }
}
