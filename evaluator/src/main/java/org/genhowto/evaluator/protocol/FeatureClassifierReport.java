package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.genhowto.evaluator.files.LabelledFile;
import org.genhowto.evaluator.protocol.Measurement.Classified;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.evaluator.statistics.ClassifierGrid.Choice;
import org.genhowto.evaluator.statistics.Estimate;
import org.genhowto.evaluator.statistics.LabelledRows;

/**
 * The downstream classifier on features that others made: the same training as {@link
 * ClassifierReport}'s, and the same numbers for the same features and videos.
 *
 * @param train file of the training rows
 * @param test file of the test rows
 * @param classes K; the classes are 0 to K-1
 * @param dimensions numbers in a row
 * @param trained training rows, those for validation included
 * @param tested test rows
 * @param grid what C and max_iter were chosen from
 * @param varied what differs between runs
 * @param accuracy share of test rows put into the right class, in [0, 1]
 * @param interval formula of the interval
 * @param choices C and max_iter in each run
 * @param notes what the numbers rest on beyond that
 */
public record FeatureClassifierReport(
    String train,
    String test,
    int classes,
    int dimensions,
    int trained,
    int tested,
    ClassifierGrid grid,
    int runs,
    String varied,
    Estimate accuracy,
    String interval,
    List<Choice> choices,
    List<String> notes) {

  /** Something that reads a file of labelled features. */
  public interface Source {
    /**
     * Reads it.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    LabelledFile read();
  }

  /**
   * Trains and tests.
   *
   * @param runs each with other videos for validation, at least 1
   * @throws IllegalArgumentException a line for each fault of either file
   */
  public static FeatureClassifierReport of(
      Source train, Source test, int runs, ClassifierGrid grid) {
    List<LabelledFile> files = new ArrayList<>();
    Faults faults = new Faults();
    faults.gather(() -> files.add(train.read()));
    faults.gather(() -> files.add(test.read()));
    faults.refuse();
    LabelledFile learned = files.get(0);
    LabelledFile asked = files.get(1);
    int classes = classes(learned);
    faults.gather(() -> requireEveryClass(learned, classes));
    faults.gather(() -> requireKnown(asked, learned, classes));
    faults.gather(() -> requireComparable(learned, asked));
    faults.refuse();
    Trial trial = new Trial(learned.rows(), videos(learned), asked.rows(), classes);
    List<Classified> results =
        IntStream.range(0, runs).mapToObj(run -> trial.run(grid, run)).toList();
    boolean byVideo = learned.videos().isPresent();
    return new FeatureClassifierReport(
        learned.file().toString(),
        asked.file().toString(),
        classes,
        learned.rows().features()[0].length,
        learned.rows().size(),
        asked.rows().size(),
        grid,
        runs,
        byVideo ? "validation videos" : "validation rows",
        Estimate.of(results.stream().map(Classified::accuracy).toList()),
        Estimate.FORMULA,
        results.stream().flatMap(result -> result.choice().stream()).toList(),
        notes(byVideo, asked.rows(), classes));
  }

  /** For people. */
  public String text() {
    TextTable table = new TextTable();
    table.add(List.of("accuracy", "train", "test", "classes", "dimensions", "C", "max_iter"));
    table.add(
        List.of(
            TextTable.cell(accuracy),
            String.valueOf(trained),
            String.valueOf(tested),
            String.valueOf(classes),
            String.valueOf(dimensions),
            spelled(choices.stream().map(Choice::c).toList()),
            spelled(choices.stream().map(Choice::maxIterations).toList())));
    return "Logistic regression on the features of %s, tested on %s.%n"
            .formatted(train, test)
            .concat(
                "%d runs, which differ in their %s; interval: %s (95%%).%n%n"
                    .formatted(runs, varied, interval))
            .concat(table.toString())
        + notes.stream().map(note -> note + System.lineSeparator()).collect(Collectors.joining());
  }

  private static String spelled(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static int classes(LabelledFile file) {
    return 1 + Arrays.stream(file.rows().labels()).max().orElseThrow();
  }

  private static Set<Integer> labels(LabelledFile file) {
    return Arrays.stream(file.rows().labels())
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void requireEveryClass(LabelledFile file, int classes) {
    Set<Integer> labels = labels(file);
    if (labels.size() < 2) {
      throw new IllegalArgumentException(
          "%s has rows of one class only, %s, expected at least 2 classes"
              .formatted(file.file(), labels));
    }
    Set<Integer> missing =
        IntStream.range(0, classes).boxed().collect(Collectors.toCollection(TreeSet::new));
    missing.removeAll(labels);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s lacks rows of the classes %s, expected every class from 0 to %d"
              .formatted(file.file(), missing, classes - 1));
    }
    if (new TreeSet<>(videos(file)).size() < 2) {
      throw new IllegalArgumentException(
          "the rows of %s are of one video, expected at least 2: one is set aside to choose C"
              .formatted(file.file()));
    }
  }

  private static void requireKnown(LabelledFile test, LabelledFile train, int classes) {
    Set<Integer> unknown = labels(test);
    unknown.removeAll(labels(train));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has rows of the classes %s, which %s has none of, expected classes from 0 to %d"
              .formatted(test.file(), unknown, train.file(), classes - 1));
    }
  }

  private static void requireComparable(LabelledFile train, LabelledFile test) {
    int one = train.rows().features()[0].length;
    int other = test.rows().features()[0].length;
    if (one != other) {
      throw new IllegalArgumentException(
          "%s has features of %d numbers, %s of %d, expected as many in both"
              .formatted(train.file(), one, test.file(), other));
    }
  }

  /** The video of each row; each row is one of its own where the file has none. */
  private static List<String> videos(LabelledFile file) {
    return file.videos()
        .orElseGet(
            () ->
                IntStream.range(0, file.rows().size())
                    .mapToObj(row -> "%09d".formatted(row))
                    .toList());
  }

  private static List<String> notes(boolean byVideo, LabelledRows test, int classes) {
    List<String> notes = new ArrayList<>();
    if (!byVideo) {
      notes.add(
          "There are no videos beside the training features: rows are set aside one by one to"
              + " choose C, and where several are of one video, the choice is too bold.");
    }
    long seen = Arrays.stream(test.labels()).distinct().count();
    if (seen < classes) {
      notes.add(
          String.format(Locale.ROOT, "The test rows are of %d of the %d classes.", seen, classes));
    }
    return notes;
  }
}
