package org.genhowto.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.genhowto.localizer.Corpus;
import org.genhowto.localizer.LocalizerReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Metrics of a localizer's scores. */
@Command(
    name = "localizer",
    description = {
      "ChangeIt's metrics of a localizer's scores on annotated videos, over categories:",
      "sp and ap, precision of the chosen states and of the action; jsp and jap, the same where the",
      "three are chosen together, in order; acc, share of state seconds told right."
    })
final class EvaluateLocalizerCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Annotated data set, laid out like ChangeIt.")
  private Path data;

  @Option(
      names = "--scores",
      required = true,
      paramLabel = "DIR",
      description =
          "CATEGORY/ID.csv as LookForTheChange writes them: a line a second, with second, initial"
              + " state, final state, action.")
  private Path scores;

  @Mixin private ReportOptions output = new ReportOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EvaluateLocalizerCommand() {}

  @Override
  public Integer call() throws IOException {
    LocalizerReport report = LocalizerReport.of(Corpus.read(data), scores);
    output.print(spec, report.text(), report);
    return 0;
  }
}
