package org.genhowto.evaluator;

import java.util.List;
import java.util.Map;
import org.genhowto.evaluator.alerts.AlertRule;
import org.genhowto.evaluator.gate.GatePolicy;
import org.genhowto.evaluator.gate.GateRule;
import org.genhowto.evaluator.live.LivePolicy;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.runtime.streams.StreamsSettings;

/**
 * Settings of the worker that turns samples into metrics.
 *
 * @param policy what is measured, on how much, and how often
 * @param streams where Kafka Streams keeps its files, and how often
 */
public record MetricsSettings(LivePolicy policy, StreamsSettings streams) {

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
                      "Images of either side below which no number is given.")
                  .in("images"),
              Setting.whole(
                      "minimum-per-category",
                      5,
                      1,
                      1_000_000,
                      "Images of each part and category below which no accuracy is given.")
                  .in("images"),
              Setting.whole(
                      "exact-rows",
                      5000,
                      100,
                      1_000_000,
                      "Most images of one part that a formula over single images takes: of more, a"
                          + " fair sample.")
                  .in("images"),
              Setting.whole("last", 500, 10, 1_000_000, "Images in the window of the newest.")
                  .in("images"),
              Setting.whole(
                      "keep-releases",
                      20,
                      1,
                      10_000,
                      "Releases and methods of each set and target that are kept; those without a"
                          + " new image for longest go.")
                  .in("releases"),
              Setting.whole(
                      "keep-samples",
                      2_000_000,
                      100,
                      Integer.MAX_VALUE,
                      "Images of a release and method that are kept; the oldest go.")
                  .in("images"),
              Setting.duration(
                  "interval", "5s", "Shortest time between two measurements of a release."),
              Setting.list(
                      "alerts",
                      "",
                      "Rules whose breach is published to evaluation-alerts, such as accuracy <"
                          + " 0.7, fid > 60 @hour, accuracy.finalState drops 0.05 or fid shifts"
                          + " @last.")
                  .otherwise("nothing is judged"),
              Setting.list(
                      "gate",
                      "accuracy >= -0.05,agreement >= -0.02,fid <= 10%",
                      "What a candidate release has to keep beside the serving one to be promoted:"
                          + " bounds of the 95% interval of their difference on the same requests;"
                          + " 10% is a tenth of the serving release's value.")
                  .otherwise("no candidate is judged"),
              Setting.string("gate-set", "test", "Evaluation set that candidates are judged on."),
              Setting.whole(
                      "gate-pairs",
                      50,
                      2,
                      1_000_000,
                      "Requests that both releases have answered, below which a candidate is held.")
                  .in("requests"),
              Setting.choice(
                  "gate-promotion",
                  GatePolicy.Promotion.BY_HAND,
                  "Who puts a candidate in service that passed: by-hand, or the gate itself."))
          .and(StreamsSettings.KEYS)
          .formerly(
              Map.of(
                  "evaluator.c-grid", "c-grid",
                  "evaluator.minimum-images", "minimum-images",
                  "evaluator.interval", "interval",
                  "evaluator.state-directory", "state-directory",
                  "evaluator.replication", "replication"));

  public static MetricsSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    List<Double> cGrid = values.list("c-grid").stream().map(Double::valueOf).toList();
    return new MetricsSettings(
        new LivePolicy(
            cGrid,
            values.integer("minimum-images"),
            values.integer("minimum-per-category"),
            values.integer("exact-rows"),
            values.integer("last"),
            values.integer("keep-releases"),
            values.integer("keep-samples"),
            values.duration("interval"),
            values.list("alerts").stream().map(MetricsSettings::rule).toList(),
            gate(values, cGrid)),
        StreamsSettings.from(values));
  }

  private static GatePolicy gate(SectionValues values, List<Double> cGrid) {
    try {
      return new GatePolicy(
          values.string("gate-set"),
          values.list("gate").stream().map(GateRule::parse).toList(),
          values.integer("gate-pairs"),
          values.integer("minimum-images"),
          cGrid,
          values.choice("gate-promotion", GatePolicy.Promotion.class));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("metrics.gate: " + e.getMessage(), e);
    }
  }

  private static AlertRule rule(String text) {
    try {
      return AlertRule.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("metrics.alerts: " + e.getMessage(), e);
    }
  }

  private static boolean isPenalty(String text) {
    try {
      return Double.parseDouble(text) > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
