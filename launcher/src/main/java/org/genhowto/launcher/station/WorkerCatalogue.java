package org.genhowto.launcher.station;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;

/** Every worker that can run alone against a cluster, in the order of the journey. */
public enum WorkerCatalogue {
  INGEST(org.genhowto.ingest.IngestWorker::worker),
  LOCALIZER(org.genhowto.localizer.LocalizerWorker::worker),
  TRIPLET_SELECTION(org.genhowto.localizer.LocalizerWorker::selection),
  CAPTIONER(org.genhowto.captioner.CaptionerWorker::worker),
  SHARD_WRITER(org.genhowto.dataset.DatasetWorker::shardWriter),
  GENERATOR(org.genhowto.generator.GeneratorWorker::worker),
  EVALUATOR(org.genhowto.evaluator.EvaluatorWorker::worker),
  METRICS(org.genhowto.evaluator.EvaluatorWorker::metrics),
  GATEWAY(HttpFrontend::worker);

  private final BiFunction<Platform, Configuration, Worker> wiring;

  WorkerCatalogue(BiFunction<Platform, Configuration, Worker> wiring) {
    this.wiring = wiring;
  }

  /** Name on the command line, in metrics and in the dead letter topic. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Worker wire(Platform platform, Configuration configuration) {
    return wiring.apply(platform, configuration);
  }

  public static WorkerCatalogue named(String name) {
    return Arrays.stream(values())
        .filter(worker -> worker.spelling().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown worker '%s', expected one of %s"
                        .formatted(
                            name,
                            Arrays.stream(values()).map(WorkerCatalogue::spelling).toList())));
  }

  /** Names of the workers that write dead letters. */
  public static List<String> withDeadLetters() {
    return Arrays.stream(values())
        .filter(worker -> worker != GATEWAY)
        .map(WorkerCatalogue::spelling)
        .toList();
  }
}
