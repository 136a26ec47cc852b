package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.genhowto.evaluator.features.ImageFeatures;
import org.genhowto.evaluator.protocol.FrechetReport;
import org.genhowto.launcher.options.FeatureOptions;
import org.genhowto.launcher.options.ReportOptions;
import org.genhowto.launcher.progress.ProgressDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Distances of two folders. */
@Command(
    name = "frechet",
    description = {
      "Frechet and kernel distance of two folders of images (PNG, JPEG). With --inception it is"
          + " the",
      "published FID, equal to pytorch-fid's; without, CLIP's features are used, whose distances",
      "cannot be compared with published ones."
    })
final class EvaluateFrechetCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR1", description = "Generated images.")
  private Path first;

  @Parameters(paramLabel = "DIR2", description = "Real images.")
  private Path second;

  @Mixin private FeatureOptions features = new FeatureOptions();
  @Mixin private ReportOptions output = new ReportOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateFrechetCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    FrechetReport report;
    try (ImageFeatures network = features.distances();
        ProgressDisplay progress = ProgressDisplay.of("features", err)) {
      report = FrechetReport.of(first, second, network, progress);
    }
    output.print(spec, report.text(), report);
    return 0;
  }
}
