package org.genhowto.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.process.WorkerProcess;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Retry;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.VideoReference;

/**
 * A worker in a process of its own, which a test may kill or which halts by itself. What it does
 * with a record is in the record's category: copy it twice, reject it, fail for ever or halt the
 * process.
 */
final class LoopProcess {
  static final String EXACTLY_ONCE = "exactly-once-tester";
  static final Topic<VideoReference> INPUT = topic("tester-input");
  static final Topic<VideoReference> OUTPUT = topic("tester-output");

  private static final Retry RETRY = new Retry(2, Duration.ofMillis(10), Duration.ofMillis(10));

  /** Stands in the blob folder once a record is in hand that the handler never gives back. */
  static final String STUBBORN = "stubborn";

  private final AtomicInteger left;
  private final Path folder;

  private LoopProcess(int left, Path folder) {
    this.left = new AtomicInteger(left);
    this.folder = folder;
  }

  /** Arguments: worker, bootstrap, registry, blob folder, instance, records until it halts. */
  public static void main(String[] arguments) throws Exception {
    Platform platform =
        new Platform(
            new KafkaConnection(arguments[1], arguments[2], Map.of(), Map.of()),
            AvroSerdes.at(arguments[2]),
            BlobStores.open("file:" + arguments[3]),
            new Telemetry(),
            Clock.systemUTC(),
            arguments[4]);
    LoopProcess process = new LoopProcess(Integer.parseInt(arguments[5]), Path.of(arguments[3]));
    Worker worker = process.worker(arguments[0], platform);
    Configuration configuration = Configuration.of(Map.of("worker.health-port", "0"));
    WorkerProcess life =
        new WorkerProcess(
            platform, List.of(worker), WorkerProcess.HealthServer.OF_THE_PROCESS, configuration);
    System.exit(life.run(Map.of()).isEmpty() ? 0 : 1);
  }

  static Process start(String worker, EmbeddedPlatform kafka, Path blobs, String instance, int left)
      throws Exception {
    return builder(worker, kafka, blobs, instance, left).inheritIO().start();
  }

  static ProcessBuilder builder(
      String worker, EmbeddedPlatform kafka, Path blobs, String instance, int left) {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:TieredStopAtLevel=1",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
        "-cp",
        System.getProperty("java.class.path"),
        LoopProcess.class.getName(),
        worker,
        kafka.bootstrap(),
        kafka.registryUrl(),
        blobs.toString(),
        instance,
        Integer.toString(left));
  }

  private Worker worker(String name, Platform platform) {
    return ExactlyOnceLoop.of(
        name,
        platform,
        INPUT,
        this::handle,
        new LoopSettings(
            RETRY, 50, 1, Duration.ZERO, 1, Duration.ofMinutes(5), Duration.ofSeconds(5)));
  }

  private Outcome handle(Incoming<VideoReference> input) throws RetryableException {
    if (left.decrementAndGet() < 0) {
      Runtime.getRuntime().halt(9);
    }
    switch (input.value().getCategory()) {
      case "reject" -> {
        return Outcome.reject("the category is reject, expected another");
      }
      case "fail" ->
          throw new RetryableException("never works", new IllegalStateException("inside"));
      case "halt" -> {
        Runtime.getRuntime().halt(9);
        return Outcome.emit();
      }
      case STUBBORN -> {
        note(folder.resolve(STUBBORN));
        while (true) {
          LockSupport.parkNanos(Long.MAX_VALUE);
        }
      }
      default -> {}
    }
    VideoReference value = input.value();
    return Outcome.emit(
        new Output<>(OUTPUT, value.getVideoId() + "/a", value),
        new Output<>(OUTPUT, value.getVideoId() + "/b", value));
  }

  private static void note(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Topic<VideoReference> topic(String name) {
    return new Topic<>(name, VideoReference.class, "videoId", 4, false);
  }
}
