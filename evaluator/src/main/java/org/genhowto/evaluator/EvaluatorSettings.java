package org.genhowto.evaluator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.genhowto.evaluator.features.FidInput;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;

/**
 * Settings of the evaluator.
 *
 * @param clip folder of the CLIP checkpoint that makes the features
 * @param inception file of the Inception network that makes the features of the distances; CLIP
 *     makes them where there is none
 * @param fidInput how an image becomes Inception's input
 * @param reference folder of the reference set, see {@link ReferenceSet}
 * @param set name of the evaluation set that the reference set belongs to
 * @param cGrid inverse penalties the classifier chooses from; the paper's grid suits 13,000 rows
 * @param minimumImages images of either side below which no distance is given
 * @param interval shortest time between two measurements
 * @param stateDirectory where Kafka Streams keeps its files
 * @param replication replicas of the topics of Kafka Streams
 */
public record EvaluatorSettings(
    Path clip,
    Optional<Path> inception,
    FidInput fidInput,
    Optional<Path> reference,
    String set,
    List<Double> cGrid,
    int minimumImages,
    Duration interval,
    Path stateDirectory,
    int replication) {

  private static final List<String> PAPER_GRID =
      ClassifierGrid.published().penalties().stream().map(String::valueOf).toList();

  public static EvaluatorSettings from(Configuration configuration) {
    return new EvaluatorSettings(
        configuration.path("evaluator.clip", Path.of("miniature/models/clip")),
        configuration.find("evaluator.inception").map(Path::of),
        configuration.choice("evaluator.fid-input", FidInput.PYTORCH_FID),
        configuration.find("evaluator.reference").map(Path::of),
        configuration.string("evaluator.set", "test"),
        configuration.list("evaluator.c-grid", PAPER_GRID).stream()
            .map(EvaluatorSettings::penalty)
            .toList(),
        configuration.integer("evaluator.minimum-images", 10, 2, 1_000_000),
        configuration.duration("evaluator.interval", Duration.ofSeconds(5)),
        configuration.path(
            "evaluator.state-directory",
            Path.of(System.getProperty("java.io.tmpdir"), "genhowto-streams")),
        configuration.integer("evaluator.replication", -1, -1, 10));
  }

  private static double penalty(String text) {
    try {
      double c = Double.parseDouble(text);
      if (c > 0) {
        return c;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new ConfigurationException(
        "evaluator.c-grid has '" + text + "', expected numbers above 0");
  }
}
