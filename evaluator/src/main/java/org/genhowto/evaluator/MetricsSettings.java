package org.genhowto.evaluator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.streams.StreamsSettings;

/**
 * Settings of the worker that turns samples into metrics.
 *
 * @param cGrid inverse penalties the classifier chooses from; the paper's grid suits 13,000 rows
 * @param minimumImages images of either side below which no distance is given
 * @param interval shortest time between two measurements
 * @param streams where Kafka Streams keeps its files, and how often
 */
public record MetricsSettings(
    List<Double> cGrid, int minimumImages, Duration interval, StreamsSettings streams) {

  public static final Section SECTION =
      Section.of(
              "metrics",
              "The worker that turns evaluation samples into metrics.",
              Setting.list(
                  "c-grid",
                  "1e-7,5e-7,1e-6,1e-5,1e-4",
                  "numbers above 0, with commas between",
                  MetricsSettings::isPenalty,
                  "Inverse penalties the classifier chooses from."),
              Setting.whole(
                      "minimum-images",
                      10,
                      2,
                      1_000_000,
                      "Images of either side below which no distance is given.")
                  .in("images"),
              Setting.duration("interval", "5s", "Shortest time between two measurements."))
          .and(StreamsSettings.KEYS)
          .formerly(
              Map.of(
                  "evaluator.c-grid", "c-grid",
                  "evaluator.minimum-images", "minimum-images",
                  "evaluator.interval", "interval",
                  "evaluator.state-directory", "state-directory",
                  "evaluator.replication", "replication"));

  public MetricsSettings {
    cGrid = List.copyOf(cGrid);
  }

  public static MetricsSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new MetricsSettings(
        values.list("c-grid").stream().map(Double::valueOf).toList(),
        values.integer("minimum-images"),
        values.duration("interval"),
        StreamsSettings.from(values));
  }

  private static boolean isPenalty(String text) {
    try {
      return Double.parseDouble(text) > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
