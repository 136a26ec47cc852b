package org.genhowto.launcher.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.genhowto.launcher.settings.Sections;
import org.genhowto.launcher.settings.SettingsReference;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Section;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The reference of settings. */
@Command(
    name = "settings",
    description = "Lists every setting, or those that one worker takes, with values and defaults.")
final class SettingsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "WORKER",
      description = "A worker such as localizer (see `genhowto worker`); all without it.")
  private @Nullable String worker;

  @Option(names = "--markdown", description = "Prints the form of docs/settings.md.")
  private boolean markdown;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  SettingsCommand() {}

  @Override
  public Integer call() {
    List<Section> sections =
        worker == null ? Sections.CATALOGUE.sections() : of(WorkerCatalogue.named(worker));
    PrintWriter out = spec.commandLine().getOut();
    out.print(markdown ? SettingsReference.markdown(sections) : SettingsReference.text(sections));
    out.flush();
    return 0;
  }

  /** What all workers share, and the worker's own. */
  static List<Section> of(WorkerCatalogue worker) {
    String wanted = worker.spelling();
    List<String> others =
        Arrays.stream(WorkerCatalogue.values())
            .map(WorkerCatalogue::spelling)
            .filter(spelling -> !spelling.equals(wanted))
            .toList();
    return Sections.CATALOGUE.sections().stream()
        .filter(section -> !others.contains(section.name()))
        .toList();
  }
}
