package org.genhowto.networks.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a training's loss fell, in a file beside its state: lines of step and mean loss since the
 * line before, separated by a comma. A training that goes on from an earlier state takes the place
 * of what was written after it.
 */
public final class LossCurve {
  /** The usual name of the file. */
  public static final String FILE = "losses.csv";

  private final Path file;
  private final List<Point> points;

  /**
   * @param step steps taken until here
   * @param loss mean since the point before
   */
  public record Point(long step, double loss) {}

  /** Goes on where the file ends, if there is one. */
  public LossCurve(Path file) {
    this.file = file;
    this.points = new ArrayList<>(Files.exists(file) ? read(file) : List.of());
  }

  /** The points of a file. */
  public static List<Point> read(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(line -> line.split(",", -1))
          .map(cells -> new Point(Long.parseLong(cells[0]), Double.parseDouble(cells[1])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /** Adds a point, and forgets those at its step and after. */
  public void add(long step, double loss) {
    points.removeIf(point -> point.step() >= step);
    points.add(new Point(step, loss));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, points.stream().map(LossCurve::line).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }

  private static String line(Point point) {
    return String.format(Locale.ROOT, "%d,%.6f", point.step(), point.loss());
  }
}
