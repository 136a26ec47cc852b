package org.genhowto.localizer.evaluation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.localizer.evaluation.LocalizerMetrics.Precision;

/**
 * ChangeIt's metrics of a localizer's scores on annotated videos, in [0, 1].
 *
 * @param videos number of videos measured
 * @param unscored annotated videos without scores, which are left out
 * @param overall mean over categories by metric: sp, ap, jsp, jap, acc; see {@link Precision}.
 *     Without acc where no second shows a state
 * @param categories the same in each category
 */
public record LocalizerReport(
    int videos,
    List<String> unscored,
    Map<String, Double> overall,
    Map<String, Map<String, Double>> categories) {

  /**
   * Measures scores.
   *
   * @param scores folder with {@code CATEGORY/ID.csv}: a line a second, with second, initial state,
   *     final state and action
   */
  public static LocalizerReport of(List<AnnotatedVideo> annotated, Path scores) {
    LocalizerMetrics metrics = new LocalizerMetrics();
    List<String> unscored = new ArrayList<>();
    for (AnnotatedVideo video : annotated) {
      Path file = scores.resolve(video.category()).resolve(video.videoId() + ".csv");
      if (Files.isRegularFile(file)) {
        ScoreFile scored = ScoreFile.read(file);
        metrics.add(video.category(), scored.scores(), scored.labels(video.labels()));
      } else {
        unscored.add(video.category() + "/" + video.videoId());
      }
    }
    if (metrics.videos() == 0) {
      throw new IllegalArgumentException(
          "%s has scores of none of the %d annotated videos, expected CATEGORY/ID.csv"
              .formatted(scores, unscored.size()));
    }
    Map<String, Map<String, Double>> categories = new TreeMap<>();
    metrics.categories().forEach((name, precision) -> categories.put(name, values(precision)));
    return new LocalizerReport(metrics.videos(), unscored, values(metrics.overall()), categories);
  }

  /** For people, times 100 as papers print them. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d videos measured, %d annotated ones without scores left out%n"
            .formatted(videos, unscored.size()));
    text.append(line("mean over categories", overall));
    categories.forEach((name, values) -> text.append(line(name, values)));
    return text.toString();
  }

  private static String line(String name, Map<String, Double> values) {
    StringBuilder line = new StringBuilder("%-20s".formatted(name));
    values.forEach(
        (metric, value) ->
            line.append(String.format(Locale.ROOT, "  %s %5.1f", metric, 100 * value)));
    return line.append(System.lineSeparator()).toString();
  }

  private static Map<String, Double> values(Precision precision) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("sp", precision.statePrecision());
    values.put("ap", precision.actionPrecision());
    values.put("jsp", precision.jointStatePrecision());
    values.put("jap", precision.jointActionPrecision());
    values.put("acc", precision.stateAccuracy());
    values.values().removeIf(value -> Double.isNaN(value));
    return values;
  }
}
