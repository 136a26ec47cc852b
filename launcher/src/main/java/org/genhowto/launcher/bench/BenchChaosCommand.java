package org.genhowto.launcher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.genhowto.launcher.chaos.Chaos;
import org.genhowto.launcher.chaos.ChaosSettings;
import org.genhowto.launcher.chaos.Verdict;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the promises hold while everything fails. */
@Command(
    name = "chaos",
    description = {
      "Runs every worker in a process of its own against an embedded Kafka, sends inputs all the",
      "time, and kills, stops and cuts off processes, blob store and registry, one after the"
          + " other.",
      "At the end every input must have exactly one end. Ends with 1 where a promise was broken."
    })
public final class BenchChaosCommand implements Callable<Integer> {
  @Option(
      names = "--minutes",
      defaultValue = "10",
      description = "No new fault begins after them (default ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of faults and inputs (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "Signals to workers (default: as many as fit into the time).")
  private @Nullable Integer kills;

  @Option(
      names = "--outages",
      paramLabel = "N",
      description = "Outages of Kafka, store and registry (default: as many as fit).")
  private @Nullable Integer outages;

  @Option(
      names = "--folder",
      defaultValue = "bench-chaos",
      description = "Takes data, logs and result (default ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "NAME",
      description = "Only these workers (default: all).")
  private List<String> workers =
      List.of(WorkerCatalogue.values()).stream().map(WorkerCatalogue::spelling).toList();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchChaosCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ChaosSettings settings =
        new ChaosSettings(
            folder,
            Duration.ofMillis(Math.round(minutes * 60_000)),
            seed,
            number(kills),
            number(outages),
            workers.stream().map(WorkerCatalogue::named).toList(),
            spec.root().userObject().getClass().getName(),
            Map.of());
    Verdict verdict =
        new Chaos(
                settings,
                line -> {
                  out.println(line);
                  out.flush();
                })
            .run();
    out.print(verdict.text());
    out.flush();
    String written = Json.INDENTED.writeValueAsString(verdict);
    Files.writeString(folder.resolve("verdict.json"), written);
    if (json != null) {
      Files.writeString(json, written);
    }
    return verdict.holds() ? 0 : 1;
  }

  private static OptionalInt number(@Nullable Integer given) {
    return given == null ? OptionalInt.empty() : OptionalInt.of(given);
  }
}
