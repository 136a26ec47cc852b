package org.genhowto.launcher.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.runtime.worker.WorkerProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One worker against a cluster, until it is told to stop. */
@Command(
    name = "worker",
    description = "Runs one worker against a Kafka cluster until it is told to stop (SIGTERM).")
final class WorkerCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      description =
          "ingest, localizer, triplet-selection, captioner, shard-writer, generator, evaluator,"
              + " metrics or gateway.")
  private String name = "";

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    WorkerCatalogue entry = WorkerCatalogue.named(name);
    Configuration configuration = cluster.configuration().withDefaults(Models.settings());
    Platform platform = Platform.from(configuration);
    Worker worker = entry.wire(platform, configuration);
    WorkerProcess process = new WorkerProcess(platform, List.of(worker), configuration);
    return process.run();
  }
}
