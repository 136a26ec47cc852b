package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.protocol.ClassifierReport;
import org.genhowto.launcher.options.FeatureOptions;
import org.genhowto.launcher.options.GridOptions;
import org.genhowto.launcher.options.ReportOptions;
import org.genhowto.launcher.progress.ProgressDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accuracy of the downstream classifier. */
@Command(
    name = "classifier",
    description = {
      "Trains a linear classifier on real initial and generated target images, and tests it on",
      "real ones: the paper's accuracy (section 4.2). C and max_iter are chosen on a tenth of the",
      "training videos. Actions and final states, seen and unseen categories are measured apart."
    },
    footerHeading = "%nA list of images:%n",
    footer = {
      "  tab-separated with these names in its first line, .csv comma-separated; or .jsonl,",
      "  an object a line. All lists are checked before anything is measured.",
      "  image      path, relative to the list",
      "  class      0 to 2n-1 for n categories: initial states, then targets",
      "  video      id of the video it comes from",
      "  target     action or final-state",
      "  split      train or test",
      "  origin     real, generated or round-trip",
      "  exposure   unseen or seen: was the method trained on these categories?",
      "  predicted  optional: class of a real test image, without training",
      "  Round-trip images are real initial images of training that went through the",
      "  noise and denoising of generated ones. Where there are such, a second accuracy",
      "  has them in the place of the real ones: a control, as otherwise the classifier",
      "  may learn to tell generated from real images.",
      "  Generated images of split test are compared with the real targets: FID, KID.",
    })
final class EvaluateClassifierCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "LIST",
      arity = "1..*",
      description = "Lists of images; several are several runs, such as one a sampling seed.")
  private List<Path> lists;

  @Option(
      names = "--runs",
      defaultValue = "5",
      paramLabel = "COUNT",
      description =
          "Runs on a single list, each with other validation videos (default ${DEFAULT-VALUE}).")
  private int runs;

  @Mixin private FeatureOptions features = new FeatureOptions();
  @Mixin private GridOptions grid = new GridOptions();
  @Mixin private ReportOptions output = new ReportOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateClassifierCommand() {}

  @Override
  public Integer call() throws IOException {
    if (runs < 1) {
      throw new IllegalArgumentException("--runs is " + runs + ", expected at least 1");
    }
    PrintWriter err = spec.commandLine().getErr();
    ClassifierReport report;
    try (FeatureExtractor extractor = features.both();
        ProgressDisplay progress = ProgressDisplay.of("features", err)) {
      report = ClassifierReport.of(lists, runs, extractor, grid.grid(), progress);
    }
    output.print(spec, report.text(), report);
    return 0;
  }
}
