package org.genhowto.launcher.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.settings.SettingsReference;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.process.WorkerProcess;
import org.genhowto.runtime.start.InstanceName;
import org.genhowto.runtime.start.StartChecks;
import org.genhowto.runtime.start.Supervision;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Causes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One worker against a cluster, until it is told to stop. */
@Command(
    name = WorkerCommand.NAME,
    description = {
      "Runs one worker against a Kafka cluster until it is told to stop (SIGTERM). With --help",
      "after its NAME its settings are listed, too."
    },
    footer = {
      "  genhowto worker localizer --bootstrap kafka:9092 --registry http://registry:8081",
      "  genhowto worker generator --help",
      "  genhowto worker captioner --set worker.instance=captioner-2 --set captioner.beams=3"
    })
final class WorkerCommand implements Callable<Integer> {
  static final String NAME = "worker";

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String name = "";

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  /** Lists the settings of the worker that is named, where its help is asked for. */
  static void explainSettings(CommandLine genhowto) {
    Objects.requireNonNull(genhowto.getSubcommands().get(NAME))
        .getHelpSectionMap()
        .put(
            CommandLine.Model.UsageMessageSpec.SECTION_KEY_END_OF_OPTIONS,
            help ->
                Optional.ofNullable(help.commandSpec().commandLine().getParseResult())
                    .map(parsed -> parsed.matchedPositionalValue(0, ""))
                    .flatMap(WorkerCatalogue::find)
                    .map(
                        worker ->
                            "%n%s".formatted(SettingsReference.text(SettingsCommand.of(worker))))
                    .orElse(""));
  }

  /** The workers' names, for the help and for completion in a shell. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(WorkerCatalogue.values()).map(WorkerCatalogue::spelling).iterator();
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    WorkerCatalogue entry = WorkerCatalogue.named(name);
    Configuration given = Models.beneath(cluster.configuration());
    try (InstanceName instance = InstanceName.take(entry.spelling(), given)) {
      Optional<Throwable> failure = run(entry, instance.in(given));
      if (failure.isEmpty()) {
        return 0;
      }
      throw Causes.first(failure.get(), ConfigurationException.class)
          .<RuntimeException>map(wrong -> wrong)
          .orElseGet(() -> new StartException("the " + name + " stopped", failure.get()));
    }
  }

  private static Optional<Throwable> run(WorkerCatalogue entry, Configuration configuration)
      throws InterruptedException {
    Platform platform = Platform.from(configuration);
    List<Worker> workers =
        WorkerCatalogue.supervised(
            List.of(entry),
            platform,
            configuration,
            new StartChecks(platform),
            Supervision.ofProcess());
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("version", BuildVersion.ofBuild());
    entry.input().ifPresent(topic -> facts.put("topic", topic.name()));
    entry.group().ifPresent(group -> facts.put("group", group));
    return new WorkerProcess(platform, workers, entry.healthServer(), configuration).run(facts);
  }
}
