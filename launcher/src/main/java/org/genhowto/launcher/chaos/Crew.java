package org.genhowto.launcher.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.genhowto.launcher.children.Child;
import org.genhowto.launcher.children.LocalPorts;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Platform;

/** All processes of a run, each in its place; one that ends by itself is started again. */
final class Crew implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration PLATFORM_GRACE = Duration.ofSeconds(15);

  private final ChaosSettings settings;
  private final Path logs;
  private final int kafkaPort = LocalPorts.free();
  private final int registryPort = LocalPorts.free();
  private final int gatewayPort = LocalPorts.free();
  private final Map<WorkerCatalogue, Integer> healthPorts = new EnumMap<>(WorkerCatalogue.class);
  private final Map<WorkerCatalogue, Child> workers = new EnumMap<>(WorkerCatalogue.class);
  private final Child platform;
  private final Proxy registry;
  private final List<Child> zombies = new ArrayList<>();
  private final LocalPorts ports = new LocalPorts();

  /** What ended by itself and when. */
  private final List<String> ownExits = new ArrayList<>();

  Crew(ChaosSettings settings) throws IOException {
    this.settings = settings;
    this.logs = Files.createDirectories(settings.folder().resolve("logs"));
    this.platform =
        Child.ofPlatform(logs, settings.folder().resolve("kafka"), kafkaPort, registryPort);
    this.registry = new Proxy(registryPort, Duration.ofMillis(700));
    for (WorkerCatalogue worker : settings.workers()) {
      int port = worker == WorkerCatalogue.GATEWAY ? gatewayPort : LocalPorts.free();
      healthPorts.put(worker, port);
      workers.put(worker, new Child(worker.spelling(), logs, arguments(worker, port)));
    }
  }

  private List<String> arguments(WorkerCatalogue worker, int healthPort) throws IOException {
    Path own =
        Files.createDirectories(settings.folder().resolve("state").resolve(worker.spelling()));
    Map<String, String> set = new HashMap<>();
    set.put("kafka.bootstrap", bootstrap());
    set.put("registry.url", "http://127.0.0.1:" + registry.port());
    set.put("blobs.uri", "file:" + blobs());
    set.put("worker.instance", "chaos");
    set.put("worker.health-port", Integer.toString(healthPort));
    set.put("gateway.port", Integer.toString(gatewayPort));
    set.put("dataset.uri", dataset().toString());
    set.put("shard-writer.max-linger-seconds", "3");
    set.put("compactor.idle", "5s");
    set.put("ingest.short-side", "96");
    set.put("ingest.file-roots", settings.folder().resolve("videos").toAbsolutePath().toString());
    // A poisoned run waits for its others in vain.
    set.put("triplet-selection.max-wait", "10s");
    set.put("triplet-selection.state-directory", own.toString());
    set.put("metrics.state-directory", own.toString());
    set.putAll(settings.given());
    List<String> arguments =
        new ArrayList<>(List.of(settings.entry(), "worker", worker.spelling()));
    set.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }

  Path blobs() {
    return settings.folder().resolve("blobs");
  }

  Path dataset() {
    return settings.folder().resolve("dataset").toAbsolutePath();
  }

  String bootstrap() {
    return "127.0.0.1:" + kafkaPort;
  }

  String gateway() {
    return "http://127.0.0.1:" + gatewayPort;
  }

  /** What the run itself stands on: past the proxy. */
  Platform connect() {
    return Platform.from(
        Configuration.of(
            Map.of(
                "kafka.bootstrap",
                bootstrap(),
                "registry.url",
                "http://127.0.0.1:" + registryPort,
                "blobs.uri",
                "file:" + blobs(),
                "worker.instance",
                "chaos-run")));
  }

  Proxy registry() {
    return registry;
  }

  Child platform() {
    return platform;
  }

  Child of(WorkerCatalogue worker) {
    Child child = workers.get(worker);
    if (child == null) {
      throw new IllegalArgumentException(worker.spelling() + " is not part of this run");
    }
    return child;
  }

  /** Its present process goes on alone; another one takes its place. */
  Child replace(WorkerCatalogue worker) throws IOException {
    Child zombie = of(worker).handedOver();
    zombies.add(zombie);
    // The stopped one still holds its port.
    int port = LocalPorts.free();
    if (worker != WorkerCatalogue.GATEWAY) {
      healthPorts.put(worker, port);
    }
    // As on another host: names of processes are locked there, and the stopped one holds its own.
    Path temporary =
        Files.createDirectories(
            settings.folder().resolve("hosts").resolve("host" + zombies.size()));
    List<String> arguments = new ArrayList<>(List.of("-Djava.io.tmpdir=" + temporary));
    arguments.addAll(arguments(worker, port));
    Child next = new Child(worker.spelling(), logs, arguments);
    workers.put(worker, next);
    next.start();
    return zombie;
  }

  /** Whether the registry, which starts last, answers. */
  boolean platformUp() throws InterruptedException {
    return ports.answers(registryPort, "/subjects");
  }

  boolean ready(WorkerCatalogue worker) throws InterruptedException {
    return ports.answers(Objects.requireNonNull(healthPorts.get(worker)), "/readyz");
  }

  /** Starts again what has ended though nobody asked it to. */
  void revive() throws IOException {
    List<Child> all = new ArrayList<>(workers.values());
    all.add(platform);
    for (Child child : all) {
      if (!child.alive()) {
        ownExits.add(
            "%s ended by itself (%s), see %s".formatted(child.name(), child.exit(), child.log()));
        child.start();
      }
    }
  }

  List<String> ownExits() {
    return ownExits;
  }

  @Override
  public void close() throws IOException {
    try {
      for (Child zombie : zombies) {
        zombie.end(GRACE);
      }
      for (Child child : workers.values()) {
        child.signal("CONT");
        child.signal("TERM");
      }
      for (Child child : workers.values()) {
        child.end(GRACE);
      }
      platform.end(PLATFORM_GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      registry.close();
    }
  }
}
