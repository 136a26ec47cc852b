package org.genhowto.localizer.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.localizer.search.FrameScores;
import org.genhowto.runtime.frames.FrameLabel;

/**
 * Scores of one video in the form that LookForTheChange writes: a line for each scored second, with
 * the second and the scores of initial state, final state and action, separated by commas.
 *
 * @param seconds the scored seconds, growing
 */
public record ScoreFile(List<Integer> seconds, FrameScores scores) {
  private static final int COLUMNS = 4;

  public ScoreFile {
    seconds = List.copyOf(seconds);
    if (seconds.size() != scores.frames()) {
      throw new IllegalArgumentException(
          "%d seconds and %d scored frames; expected as many"
              .formatted(seconds.size(), scores.frames()));
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming file, line and what is wrong there
   */
  static ScoreFile read(Path file) {
    List<String> lines = lines(file);
    List<Integer> seconds = new ArrayList<>();
    float[][] scores = new float[COLUMNS - 1][lines.size()];
    for (int i = 0; i < lines.size(); i++) {
      try {
        double[] row = row(lines.get(i));
        if (row[0] < 0 || (i > 0 && row[0] <= seconds.get(i - 1))) {
          throw new IllegalArgumentException(
              "second %s, expected one after that of the line before".formatted(row[0]));
        }
        seconds.add((int) row[0]);
        for (int column = 1; column < COLUMNS; column++) {
          scores[column - 1][i] = (float) row[column];
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s, line %d: %s".formatted(file, i + 1, e.getMessage()), e);
      }
    }
    return new ScoreFile(seconds, frames(file, scores));
  }

  /** Writes the file, in a folder that is made where it is missing. */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < seconds.size(); i++) {
      lines.add(
          "%d,%s,%s,%s"
              .formatted(
                  seconds.get(i), scores.initial(i), scores.finalState(i), scores.action(i)));
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  /** The label of each scored second; beyond what is annotated there is background. */
  List<FrameLabel> labels(List<FrameLabel> annotated) {
    return seconds.stream()
        .map(second -> second < annotated.size() ? annotated.get(second) : FrameLabel.BACKGROUND)
        .toList();
  }

  private static FrameScores frames(Path file, float[][] scores) {
    try {
      return new FrameScores(scores[0], scores[2], scores[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static double[] row(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != COLUMNS) {
      throw new IllegalArgumentException(
          "%d numbers, expected %d: second, initial state, final state, action"
              .formatted(cells.length, COLUMNS));
    }
    double[] row = new double[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      row[i] = number(cells[i].strip());
    }
    return row;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s', expected a number".formatted(text), e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      List<String> lines =
          Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
      if (lines.isEmpty()) {
        throw new IllegalArgumentException(file + " is empty, expected a line a second");
      }
      return lines;
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read as UTF-8 text", e);
    }
  }
}
