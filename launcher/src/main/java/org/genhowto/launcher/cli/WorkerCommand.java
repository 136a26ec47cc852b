package org.genhowto.launcher.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.runtime.worker.WorkerProcess;
import org.genhowto.schemas.SchemaRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One worker against a cluster, until it is told to stop. */
@Command(
    name = "worker",
    description = "Runs one worker against a Kafka cluster until it is told to stop (SIGTERM).")
final class WorkerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerCommand.class);

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String name = "";

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  /** The workers' names, for the help and for completion in a shell. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(WorkerCatalogue.values()).map(WorkerCatalogue::spelling).iterator();
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    WorkerCatalogue entry = WorkerCatalogue.named(name);
    Configuration configuration = cluster.configuration().withDefaults(Models.settings());
    Platform platform = Platform.from(configuration);
    new SchemaRegistration(platform.serdes()).register(problem -> LOG.atError().log(problem));
    List<Worker> workers = WorkerCatalogue.wire(List.of(entry), platform, configuration);
    WorkerProcess process = new WorkerProcess(platform, workers, configuration);
    return process.run();
  }
}
