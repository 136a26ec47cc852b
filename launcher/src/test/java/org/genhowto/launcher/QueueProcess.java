package org.genhowto.launcher;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.process.WorkerProcess;
import org.genhowto.runtime.queue.GenerationEnds;
import org.genhowto.runtime.queue.QueueLoop;
import org.genhowto.runtime.queue.QueueSettings;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;

/**
 * A member of the queue of generation requests, in a process of its own where it is to be killed or
 * stopped. What it does with a request is in the prompt: halt the process, take some milliseconds,
 * or answer at once.
 */
final class QueueProcess implements RequestHandler<GenerationRequest> {
  static final String WORKER = "generator";

  /** Arguments: bootstrap, registry, blob folder, instance. */
  public static void main(String[] arguments) throws Exception {
    Platform platform = platform(arguments[0], arguments[1], arguments[2], arguments[3]);
    WorkerProcess life =
        new WorkerProcess(
            platform,
            List.of(loop(platform, new QueueProcess(), 2)),
            WorkerProcess.HealthServer.OF_THE_PROCESS,
            Configuration.of(Map.of("worker.health-port", "0")));
    System.exit(life.run(Map.of()).isEmpty() ? 0 : 1);
  }

  static Process start(EmbeddedPlatform kafka, Path blobs, String instance) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            QueueProcess.class.getName(),
            kafka.bootstrap(),
            kafka.registryUrl(),
            blobs.toString(),
            instance)
        .inheritIO()
        .start();
  }

  static Platform platform(String bootstrap, String registry, String blobs, String instance) {
    return new Platform(
        new KafkaConnection(bootstrap, registry, Map.of(), Map.of()),
        AvroSerdes.at(registry),
        BlobStores.open("file:" + blobs),
        new Telemetry(),
        Clock.systemUTC(),
        instance);
  }

  static QueueLoop loop(
      Platform platform, RequestHandler<GenerationRequest> handler, int capacity) {
    return QueueLoop.of(
        WORKER,
        platform,
        WORKER + "-" + platform.instance(),
        new QueueLoop.Wiring(
            handler,
            new QueueSettings(
                new Retry(2, Duration.ofMillis(10), Duration.ofMillis(10)),
                Duration.ofSeconds(3),
                4,
                Duration.ofSeconds(20),
                10_000,
                Duration.ofMinutes(5),
                Duration.ofSeconds(5)),
            capacity,
            0));
  }

  @Override
  public Outcome handle(Incoming<GenerationRequest> request, Progress progress)
      throws InterruptedException {
    String[] words = request.value().getPrompt().split(" ", 2);
    switch (words[0]) {
      case "halt" -> Runtime.getRuntime().halt(9);
      // What takes as long as it says is what is tested: work that a signal may fall into.
      case "take" -> new CountDownLatch(1).await(Long.parseLong(words[1]), TimeUnit.MILLISECONDS);
      default -> {}
    }
    return answer(request.value(), progress);
  }

  static Outcome answer(GenerationRequest request, Progress progress) {
    return Outcome.emit(
        progress
            .calledOff()
            .map(reason -> GenerationEnds.calledOff(request, reason))
            .orElseGet(
                () ->
                    new Output<>(
                        Topics.GENERATION_RESULTS,
                        request.getRequestId(),
                        GenerationEnds.answer(request)
                            .setStatus(GenerationStatus.SUCCEEDED)
                            .build())));
  }
}
