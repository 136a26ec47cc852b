package org.genhowto.dataset.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.genhowto.runtime.frames.FrameLabel;

/**
 * Reads the layout of ChangeIt (Soucek et al. 2022): {@code videos/CATEGORY.csv} with id and
 * relevance, {@code annotations/CATEGORY/ID.fps1.csv} with second and label (0 background, 1
 * initial state, 2 action, 3 final state), and {@code categories.csv} with the relevance thresholds
 * in its last column. A line of column names above the videos, annotation files named {@code
 * ID.csv}, and a missing {@code categories.csv} are accepted too.
 */
final class ChangeIt {
  private static final Pattern VIDEO = Pattern.compile("([^,]+),([^,]+)");
  private static final Pattern SECOND = Pattern.compile("(\\d+),(\\d+)");
  private static final Pattern CATEGORY = Pattern.compile("([^,]+),(?:\"[^\"]*\"|[^,]*),([^,]+)");
  private static final String VIDEO_HEADER = "id,relevance";
  private static final String CATEGORY_HEADER = "DIR_NAME,ACTION_NAME,CENTERING_PARAM";
  private static final String CSV = ".csv";
  private static final String ANNOTATION = "(\\.fps1)?\\.csv";

  /** Seconds of a day: no instructional video is longer, and a wrong number fills no memory. */
  private static final int LONGEST = 86_400;

  private ChangeIt() {}

  static Corpus read(Path folder) {
    List<CorpusVideo> videos = new ArrayList<>();
    for (Path list : files(folder.resolve("videos"))) {
      String category = name(list).substring(0, name(list).length() - CSV.length());
      videos.addAll(category(list, category, folder.resolve("annotations").resolve(category)));
    }
    if (videos.isEmpty()) {
      throw new IllegalArgumentException(
          folder + " lists no videos, expected videos/CATEGORY.csv as ChangeIt has them");
    }
    Path categories = folder.resolve("categories.csv");
    return new Corpus(videos, Files.exists(categories) ? thresholds(categories) : Map.of());
  }

  /** Whether a folder has lists of videos. */
  static boolean isIn(Path folder) {
    Path lists = folder.resolve("videos");
    return Files.isDirectory(lists)
        && !Files.isDirectory(lists.resolve("videos"))
        && files(lists).stream().anyMatch(file -> name(file).endsWith(CSV));
  }

  private static List<CorpusVideo> category(Path list, String category, Path annotations) {
    Map<String, List<FrameLabel>> labels = new TreeMap<>();
    if (Files.isDirectory(annotations)) {
      for (Path file : files(annotations)) {
        labels.put(name(file).replaceFirst(ANNOTATION, ""), labels(file));
      }
    }
    Map<String, CorpusVideo> videos = new LinkedHashMap<>();
    for (Row row : rows(list, VIDEO, VIDEO_HEADER)) {
      String id = row.cell(1);
      List<FrameLabel> known = labels.getOrDefault(id, List.of());
      OptionalDouble relevance = OptionalDouble.of(row.number(2));
      if (videos.put(id, new CorpusVideo(id, category, relevance, known, Optional.empty()))
          != null) {
        throw row.wrong("video " + id + " stands there twice");
      }
      labels.remove(id);
    }
    if (!labels.isEmpty()) {
      throw new IllegalArgumentException(
          "%s annotates videos that %s does not list: %s"
              .formatted(annotations, list, labels.keySet()));
    }
    return List.copyOf(videos.values());
  }

  /** One label a second; seconds that are left out show background. */
  private static List<FrameLabel> labels(Path file) {
    List<FrameLabel> labels = new ArrayList<>();
    for (Row row : rows(file, SECOND, "")) {
      int second = (int) row.number(1);
      int label = (int) row.number(2);
      if (second < labels.size() || second > LONGEST) {
        throw row.wrong("second %d after %d seconds".formatted(second, labels.size()));
      }
      if (label >= FrameLabel.values().length) {
        throw row.wrong("label %d, expected 0 to 3".formatted(label));
      }
      while (labels.size() < second) {
        labels.add(FrameLabel.BACKGROUND);
      }
      labels.add(FrameLabel.values()[label]);
    }
    return labels;
  }

  private static Map<String, Double> thresholds(Path file) {
    Map<String, Double> thresholds = new TreeMap<>();
    for (Row row : rows(file, CATEGORY, CATEGORY_HEADER)) {
      thresholds.put(row.cell(1), row.number(2));
    }
    return thresholds;
  }

  private record Row(Path file, int line, Matcher cells) {
    String cell(int number) {
      return cells.group(number).strip();
    }

    double number(int number) {
      try {
        double value = Double.parseDouble(cell(number));
        if (Double.isFinite(value)) {
          return value;
        }
        throw wrong("'%s', expected a finite number".formatted(cell(number)));
      } catch (NumberFormatException e) {
        throw wrong("'%s', expected a number".formatted(cell(number)));
      }
    }

    IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("%s, line %d: %s".formatted(file, line, what));
    }
  }

  private static List<Row> rows(Path file, Pattern pattern, String header) {
    List<String> lines = lines(file);
    List<Row> rows = new ArrayList<>();
    for (int i = lines.get(0).equals(header) ? 1 : 0; i < lines.size(); i++) {
      Matcher cells = pattern.matcher(lines.get(i).strip());
      if (!cells.matches()) {
        throw new IllegalArgumentException(
            "%s, line %d: '%s', expected %s".formatted(file, i + 1, lines.get(i), pattern));
      }
      rows.add(new Row(file, i + 1, cells));
    }
    return rows;
  }

  private static List<String> lines(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException(file + " is empty, expected at least one line");
      }
      return lines;
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read as UTF-8 text", e);
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> name(file).endsWith(CSV)).sorted().toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(folder + " cannot be listed", e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
