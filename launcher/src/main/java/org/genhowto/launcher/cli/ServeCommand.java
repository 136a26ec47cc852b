package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.genhowto.launcher.learning.SelfTraining;
import org.genhowto.launcher.options.ConfigurationOptions;
import org.genhowto.launcher.options.FileRoots;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.station.EmbeddedRun;
import org.genhowto.launcher.station.EmbeddedSystem;
import org.genhowto.runtime.blob.BlobStores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything in one process, until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Runs everything in this process and stays up: embedded Kafka, Schema Registry, all workers,",
      "the HTTP gateway and the dashboard. Stop it with Ctrl-C; started again on the same data it",
      "goes on where it was.",
      "",
      "With the models that come with the project it also learns: once enough new videos are in the",
      "dataset, it trains on from the weights that serve, measures the candidate beside them on",
      "held-out scenes, and puts it in service where it is shown to be no worse. --no-training",
      "leaves that off."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Duration WATCH = Duration.ofMillis(500);

  @Option(names = "--data", defaultValue = "data", description = "Directory of everything kept.")
  private Path data;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on.")
  private String host;

  @Option(names = "--http-port", defaultValue = "8080", description = "Gateway and dashboard.")
  private int httpPort;

  @Option(names = "--kafka-port", defaultValue = "9092", description = "Kafka.")
  private int kafkaPort;

  @Option(names = "--registry-port", defaultValue = "8081", description = "Schema Registry.")
  private int registryPort;

  @Option(
      names = "--videos",
      paramLabel = "DIR",
      description =
          "A folder whose files may be submitted, may be repeated (setting ingest.file-roots);"
              + " without it videos come over HTTP alone.")
  private List<Path> videos = List.of();

  @Option(
      names = "--no-training",
      description =
          "Never trains by itself; else it does with the models that come with it, or where"
              + " trainer.new-samples is set.")
  private boolean noTraining;

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ServeCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    print("starting on " + data.toAbsolutePath() + " ...");
    SelfTraining.Plan plan =
        SelfTraining.of(
            Models.beneath(options.configuration()).withDefaults(FileRoots.setting(videos)),
            !noTraining,
            data);
    return EmbeddedRun.of(
        data,
        new EmbeddedSystem.Ports(host, httpPort, kafkaPort, registryPort),
        plan.settings(),
        station -> serve(station, plan));
  }

  private int serve(EmbeddedSystem station, SelfTraining.Plan plan) throws InterruptedException {
    String address = station.frontend().address();
    print("dashboard        " + address);
    print("gateway          " + address.replaceFirst("/$", ""));
    print("Kafka            " + station.embedded().bootstrap());
    print("Schema Registry  " + station.embedded().registryUrl());
    print("blobs            " + blobs());
    print("dataset          " + data.resolve("dataset").toAbsolutePath());
    print("training         " + plan.words());
    station.troubles().forEach((worker, state) -> print(worker + " is not ready, " + state));
    print("ask for an image:");
    print(
        "  curl -s %sv1/generations -F image=@input.png -F prompt='a sliced apple'"
                .formatted(address)
            + " -F target=final-state");
    print("stop with Ctrl-C");
    while (true) {
      station.requireKafka();
      TimeUnit.MILLISECONDS.sleep(WATCH.toMillis());
    }
  }

  private String blobs() {
    return options
        .configuration()
        .withDefaults(
            Map.of("blobs.uri", data.resolve("blobs").toAbsolutePath().toUri().toString()))
        .values(BlobStores.SECTION)
        .string("uri");
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
