package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.genhowto.evaluator.features.FeatureExtractor;
import org.genhowto.evaluator.protocol.TablesReport;
import org.genhowto.launcher.options.FeatureOptions;
import org.genhowto.launcher.options.GridOptions;
import org.genhowto.launcher.options.ReportOptions;
import org.genhowto.launcher.progress.ProgressDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The paper's tables. */
@Command(
    name = "tables",
    description = {
      "Makes the paper's Tables 1, 2 and 3 from a folder of results: means over seeds,",
      "95%% intervals, numbers of images, and which of the paper's orders came out."
    },
    footerHeading = "%nA folder of results:%n",
    footer = {
      "  METHOD/SEED/manifest.tsv (or .csv, .jsonl): the images of one run of one method, as",
      "  'genhowto evaluate classifier --help' describes them. Real images may lie",
      "  anywhere; folders whose names begin with _ are no methods. These names have a",
      "  meaning, all others are baselines:",
      "    genhowto         a model for actions and one for final states",
      "    genhowto-joint   one model for both",
      "    initial-images   the initial images as they are, listed as generated",
      "    real-images      real targets, listed as generated",
      "",
      "The lists that were released with GenHowTo do in place of lists of images, as they are:",
      "  _released/states.heldout.txt, states.test.txt, actions.heldout.txt, actions.test.txt",
      "  _released/frames/VIDEO/SECOND.jpg   the frames they name (.jpg, .jpeg, .png, .webp)",
      "  METHOD/SEED/states.heldout/FILENAME  what the method made for each row; the same for",
      "                                      the others. Those of held-out rows train the",
      "                                      classifier, those of test rows are for the FID.",
      "  initial-images/0 and real-images/0 may be empty: their images are frames.",
      "",
      "Examples:",
      "  genhowto evaluate tables results/ --clip DIR --inception FILE",
      "  genhowto evaluate tables results/ --clip DIR --json --out tables.json",
    })
final class EvaluateTablesCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The results.")
  private Path results;

  @Mixin private FeatureOptions features = new FeatureOptions();
  @Mixin private GridOptions grid = new GridOptions();
  @Mixin private ReportOptions output = new ReportOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateTablesCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    TablesReport report;
    try (FeatureExtractor extractor = features.both();
        ProgressDisplay progress = ProgressDisplay.of("  features", err)) {
      report =
          TablesReport.of(
              results,
              extractor,
              grid.grid(),
              progress,
              (runs, of) -> progress.say("measured run %d/%d".formatted(runs, of)));
    }
    output.print(spec, report.text(), report);
    return 0;
  }
}
