package org.genhowto.evaluator.protocol;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.genhowto.evaluator.features.FeatureCache;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.statistics.ClassifierGrid;
import org.genhowto.evaluator.statistics.ClassifierGrid.Choice;
import org.genhowto.evaluator.statistics.Estimate;
import org.genhowto.runtime.progress.Counter;

/**
 * The downstream classifier's report.
 *
 * @param features what the classifier sees
 * @param grid what C and max_iter were chosen from
 * @param varied what differs between runs
 * @param interval formula of the intervals
 */
public record ClassifierReport(
    String features,
    ClassifierGrid grid,
    int runs,
    String varied,
    String interval,
    List<ExperimentSummary> experiments) {
  private static final String METHOD =
      "Logistic regression on class tokens; trained on real initial and generated target images,"
          + " tested on real ones.";

  /**
   * Measures lists of images. Several lists are several runs, such as sampling seeds, each with its
   * own draw of validation videos; one list is run with several draws.
   *
   * @param draws runs of a single list, at least 1
   */
  public static ClassifierReport of(
      List<Path> manifests,
      int draws,
      FeatureExtractor extractor,
      ClassifierGrid grid,
      Counter counter) {
    FeatureCache cache = new FeatureCache(extractor, counter);
    DownstreamProtocol protocol = new DownstreamProtocol(cache, grid);
    List<List<EvaluatedImage>> lists = new ArrayList<>();
    Faults faults = new Faults();
    for (Path list : manifests) {
      faults.gather(() -> lists.add(protocol.checked(list, EvaluationManifest.read(list))));
    }
    faults.refuse();
    cache.load(lists.stream().flatMap(List::stream).map(EvaluatedImage::file).toList());
    List<Map<Experiment, Measurement>> runs = new ArrayList<>();
    int count = lists.size() > 1 ? lists.size() : draws;
    for (int run = 0; run < count; run++) {
      runs.add(protocol.measure(lists.get(lists.size() > 1 ? run : 0), run));
    }
    return new ClassifierReport(
        cache.of(lists.get(0).get(0).file()).classifier().version(),
        grid,
        count,
        lists.size() > 1 ? "list of images and validation videos" : "validation videos",
        Estimate.FORMULA,
        ExperimentSummary.of(runs));
  }

  /** For people. */
  public String text() {
    TextTable table = new TextTable();
    table.add(
        List.of("target", "categories", "accuracy", "control", "train", "test", "C", "max_iter"));
    for (ExperimentSummary e : experiments) {
      table.add(
          List.of(
              e.target(),
              e.exposure(),
              TextTable.cell(e.accuracy()),
              TextTable.cell(e.control()),
              TextTable.cell(e.trained()),
              TextTable.cell(e.tested()),
              String.join(" ", e.choices().stream().map(Choice::c).map(String::valueOf).toList()),
              String.join(
                  " ",
                  e.choices().stream().map(Choice::maxIterations).map(String::valueOf).toList())));
    }
    return String.join(
        System.lineSeparator(),
        METHOD,
        "%d runs, which differ in their %s; intervals: %s (95%%)."
            .formatted(runs, varied, interval),
        "control: real initial training images replaced by ones that went through noise and"
            + " denoising.",
        "",
        table + distances());
  }

  private String distances() {
    if (experiments.stream().allMatch(e -> e.fid() == null)) {
      return "";
    }
    TextTable table = new TextTable();
    table.add(List.of("target", "categories", "FID", "KID", "N generated", "N real", "features"));
    for (ExperimentSummary e : experiments) {
      table.add(
          List.of(
              e.target(),
              e.exposure(),
              TextTable.cell(e.fid()),
              TextTable.cell(e.kid()),
              TextTable.cell(e.generated()),
              TextTable.cell(e.real()),
              e.frechetFeatures() == null ? TextTable.NOTHING : e.frechetFeatures()));
    }
    return System.lineSeparator() + table;
  }
}
