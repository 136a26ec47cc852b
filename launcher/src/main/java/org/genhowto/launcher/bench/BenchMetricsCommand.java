package org.genhowto.launcher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.genhowto.launcher.children.Child;
import org.genhowto.launcher.children.LocalPorts;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.TopicCreation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What it costs to measure always, and how soon a value is there. */
@Command(
    name = "metrics",
    description = {
      "Streams samples through a worker `metrics` of its own process, with 512 MB of heap, on a"
          + " Kafka",
      "of its own process: first as fast as they go, then at a steady pace. Says the worker's CPU",
      "time a sample, its memory as samples come, and the time from a sample to the first"
          + " published",
      "live distance that rests on it. Needs some 25 KB of disk a sample."
    })
public final class BenchMetricsCommand implements Callable<Integer> {
  private static final int LINES = 10;
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(60);
  private static final int OPEN = 2_000;

  @Option(
      names = "--samples",
      defaultValue = "100000",
      description = "Samples that go as fast as they can (${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--dimensions",
      defaultValue = "768",
      description = "Numbers in the features of a sample (${DEFAULT-VALUE}).")
  private int dimensions;

  @Option(
      names = "--pace",
      defaultValue = "200",
      description = "Samples a second of the steady part (${DEFAULT-VALUE}).")
  private int pace;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long the steady part lasts (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: a temporary folder).")
  private @Nullable Path data;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchMetricsCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, RegistryUnavailableException {
    if (samples < 1 || dimensions < 1 || pace < 1 || seconds < 0) {
      throw new IllegalArgumentException(
          "%d samples of %d numbers, %d a second for %d s; expected at least 1 of each"
              .formatted(samples, dimensions, pace, seconds));
    }
    Path folder = data == null ? Files.createTempDirectory("bench-metrics") : data;
    int kafkaPort = LocalPorts.free();
    int registryPort = LocalPorts.free();
    int healthPort = LocalPorts.free();
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Child kafka = Child.ofPlatform(logs, folder.resolve("kafka"), kafkaPort, registryPort);
    Map<String, String> settings = new TreeMap<>();
    settings.put("kafka.bootstrap", "127.0.0.1:" + kafkaPort);
    settings.put("registry.url", "http://127.0.0.1:" + registryPort);
    settings.put("blobs.uri", "file:" + folder.resolve("blobs"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-XX:CompileThresholdScaling=1",
                spec.root().userObject().getClass().getName(),
                "worker",
                "metrics"));
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    arguments.addAll(List.of("--set", "worker.health-port=" + healthPort));
    arguments.addAll(List.of("--set", "metrics.state-directory=" + folder.resolve("state")));
    Child worker = new Child("metrics", logs, arguments);
    LocalPorts ports = new LocalPorts();
    try (Platform platform = Platform.from(Configuration.of(settings))) {
      kafka.start();
      await(kafka, () -> ports.answers(registryPort, "/subjects"));
      try (Admin admin = KafkaClients.of(platform, "bench").admin()) {
        new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
      }
      worker.start();
      await(worker, () -> ports.answers(healthPort, "/readyz"));
      measure(platform, worker);
    } finally {
      worker.end(Duration.ofSeconds(30));
      kafka.end(Duration.ofSeconds(30));
    }
    say("kept in %s%n", folder);
    return 0;
  }

  private void measure(Platform platform, Child worker)
      throws InterruptedException, RegistryUnavailableException {
    try (TopicSender sender = TopicSender.of("bench", platform);
        MetricsWatch watch = new MetricsWatch(platform)) {
      SampleFeed feed = new SampleFeed(sender, dimensions);
      flood(feed, watch, worker);
      if (seconds > 0) {
        steady(feed, watch, worker);
      }
    }
  }

  private void flood(SampleFeed feed, MetricsWatch watch, Child worker)
      throws InterruptedException {
    double before = worker.cpuSeconds();
    long started = System.nanoTime();
    List<Long> lines = new ArrayList<>();
    Future<RecordMetadata> last = feed.next();
    while (feed.sent() < samples) {
      last = feed.next();
      if (feed.sent() % OPEN == 0) {
        SampleFeed.takenAt(last);
      }
      if (feed.sent() * LINES / samples > lines.size()) {
        lines.add(feed.generated());
      }
    }
    SampleFeed.takenAt(last);
    for (int line = 0; line < lines.size(); line++) {
      long images = lines.get(line);
      await(worker, () -> watch.restsOn(images).isPresent());
      say(
          "%,d samples: %.1f CPU s, of which %s; %d MB resident%n",
          (long) samples * (line + 1) / LINES,
          worker.cpuSeconds() - before,
          shares(worker),
          worker.residentMegabytes());
    }
    double measuring = worker.cpuSeconds("metrics-live") + worker.cpuSeconds("metrics-exact");
    say(
        "%,.0f samples a CPU second, %,.0f without what measures, in %.1f s%n",
        samples / (worker.cpuSeconds() - before),
        samples / (worker.cpuSeconds() - before - measuring),
        (System.nanoTime() - started) / 1e9);
  }

  private static String shares(Child worker) {
    return "%.1f live, %.1f exact"
        .formatted(worker.cpuSeconds("metrics-live"), worker.cpuSeconds("metrics-exact"));
  }

  /** Every sample a release generated is timed by the first distance that rests on it. */
  private void steady(SampleFeed feed, MetricsWatch watch, Child worker)
      throws InterruptedException {
    double before = worker.cpuSeconds();
    TreeMap<Long, Future<RecordMetadata>> taken = new TreeMap<>();
    long started = System.nanoTime();
    for (int i = 0; i < pace * seconds; i++) {
      long due = started + TimeUnit.SECONDS.toNanos(i) / pace;
      long early = due - System.nanoTime();
      if (early > 0) {
        TimeUnit.NANOSECONDS.sleep(early);
      }
      long images = feed.generated();
      Future<RecordMetadata> sent = feed.next();
      if (feed.generated() > images) {
        taken.put(feed.generated(), sent);
      }
    }
    await(worker, () -> watch.restsOn(feed.generated()).isPresent());
    List<Double> latencies = new ArrayList<>();
    for (Map.Entry<Long, Future<RecordMetadata>> sample : taken.entrySet()) {
      latencies.add(
          (double)
              (watch.restsOn(sample.getKey()).orElseThrow()
                  - SampleFeed.takenAt(sample.getValue())));
    }
    say(
        "%d samples a second: ms from a sample to a live distance that rests on it: %s; %.2f"
            + " cores%n",
        pace, Quantiles.of(latencies), (worker.cpuSeconds() - before) / seconds);
  }

  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void await(Child child, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (!condition.holds()) {
      if (!child.alive() || System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "%s (%s) did not get so far; its log is %s"
                .formatted(child.name(), child.exit(), child.log()));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, format, values);
    out.flush();
  }
}
