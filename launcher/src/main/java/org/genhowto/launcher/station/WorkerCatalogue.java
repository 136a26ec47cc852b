package org.genhowto.launcher.station;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.process.WorkerProcess;
import org.genhowto.runtime.queue.QueueLoop;
import org.genhowto.runtime.start.Preflight;
import org.genhowto.runtime.start.SupervisedWorker;
import org.genhowto.runtime.start.Supervision;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;

/**
 * The one list of workers: every worker that can run alone against a cluster, in the order of the
 * journey, with its settings, its input and how it is put together.
 */
public enum WorkerCatalogue {
  INGEST(reads(Topics.VIDEO_REFERENCES), org.genhowto.ingest.IngestWorker::worker),
  LOCALIZER(reads(Topics.SAMPLED_FRAMES), org.genhowto.localizer.LocalizerWorker::worker),
  TRIPLET_SELECTION(
      streams(Topics.SCORED_FRAMES), org.genhowto.localizer.LocalizerWorker::selection),
  CAPTIONER(reads(Topics.TRIPLETS), org.genhowto.captioner.CaptionerWorker::worker),
  SHARD_WRITER(reads(Topics.CAPTIONED_TRIPLETS), org.genhowto.dataset.DatasetWorker::shardWriter),
  COMPACTOR(null, org.genhowto.dataset.compactor.CompactorWorker::worker),
  GENERATOR(reads(Topics.GENERATION_REQUESTS), org.genhowto.generator.GeneratorWorker::worker),
  EVALUATOR(reads(Topics.GENERATION_RESULTS), org.genhowto.evaluator.EvaluatorWorker::worker),
  METRICS(streams(Topics.EVALUATION_SAMPLES), org.genhowto.evaluator.EvaluatorWorker::metrics),
  TRAINER(null, org.genhowto.trainer.TrainerWorker::worker),
  HELD_OUT(null, org.genhowto.evaluator.heldout.HeldOutWorker::worker),
  WEBHOOKS(reads(Topics.GENERATION_RESULTS), org.genhowto.gateway.webhook.WebhookWorker::worker),
  GATEWAY(null, HttpFrontend::new);

  private final @Nullable Input input;
  private final Wiring wiring;

  /**
   * What a worker works off.
   *
   * @param groupPrefix what its group's name begins with, before its own
   */
  private record Input(Topic<?> topic, String groupPrefix) {}

  /** Puts a worker together, not started. */
  private interface Wiring {
    Worker wire(Platform platform, Configuration configuration, Health health);
  }

  WorkerCatalogue(@Nullable Input input, BiFunction<Platform, Configuration, Worker> wiring) {
    this(input, (platform, configuration, health) -> wiring.apply(platform, configuration));
  }

  WorkerCatalogue(@Nullable Input input, Wiring wiring) {
    this.input = input;
    this.wiring = wiring;
  }

  private static Input reads(Topic<?> topic) {
    return new Input(topic, "genhowto-");
  }

  /** Kafka Streams names the group after the application. */
  private static Input streams(Topic<?> topic) {
    return new Input(topic, "");
  }

  /** Name on the command line, of its settings, in metrics and in the dead letter topic. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The topic it works off; none where it follows topics without a group. */
  public Optional<Topic<?>> input() {
    return Optional.ofNullable(input).map(Input::topic);
  }

  /** The group whose offsets say how far it is, where the settings name no other. */
  public Optional<String> group() {
    return this == GENERATOR
        ? Optional.of(QueueLoop.group())
        : Optional.ofNullable(input).map(from -> from.groupPrefix() + spelling());
  }

  /** Whether it sets records aside that it cannot work on. */
  public boolean writesDeadLetters() {
    return input != null;
  }

  /** Who answers health and metrics where it runs alone. */
  public WorkerProcess.HealthServer healthServer() {
    return this == GATEWAY
        ? WorkerProcess.HealthServer.OF_A_WORKER
        : WorkerProcess.HealthServer.OF_THE_PROCESS;
  }

  /**
   * Some workers as one process runs them, not started; each is made anew where it ends, and may
   * tell the health of all.
   */
  public static List<Worker> supervised(
      List<WorkerCatalogue> entries,
      Platform platform,
      Configuration configuration,
      Preflight preflight,
      Supervision supervision) {
    List<Worker> workers = new ArrayList<>();
    Health health = new Health(() -> List.copyOf(workers));
    // One at a time: libraries that start and weights that are read only hold one another up.
    Lock making = new ReentrantLock(true);
    for (WorkerCatalogue entry : entries) {
      workers.add(
          new SupervisedWorker(
              entry.spelling(),
              () -> entry.make(making, platform, configuration, health),
              preflight,
              supervision,
              platform.telemetry().worker(entry.spelling())));
    }
    return List.copyOf(workers);
  }

  private Worker make(Lock making, Platform platform, Configuration settings, Health health) {
    making.lock();
    try {
      return wiring.wire(platform, settings, health);
    } finally {
      making.unlock();
    }
  }

  /**
   * Those that a video passes, in the order of the journey: one is done once all before it are and
   * its input is empty.
   */
  public static List<WorkerCatalogue> ofVideos() {
    return List.of(INGEST, LOCALIZER, TRIPLET_SELECTION, CAPTIONER, SHARD_WRITER);
  }

  /** The worker of a name, where there is one. */
  public static Optional<WorkerCatalogue> find(String name) {
    return Arrays.stream(values()).filter(worker -> worker.spelling().equals(name)).findFirst();
  }

  /**
   * The worker of a name.
   *
   * @throws IllegalArgumentException there is none
   */
  public static WorkerCatalogue named(String name) {
    return find(name)
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
        .filter(WorkerCatalogue::writesDeadLetters)
        .map(WorkerCatalogue::spelling)
        .toList();
  }
}
