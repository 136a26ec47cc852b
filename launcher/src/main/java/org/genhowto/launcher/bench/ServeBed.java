package org.genhowto.launcher.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.children.Child;
import org.genhowto.launcher.children.LocalPorts;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.TopicCreation;

/** Kafka, a gateway and generators, each in a process of its own. */
final class ServeBed implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Path folder;
  private final String entry;
  private final Map<String, String> given;
  private final int kafkaPort = LocalPorts.free();
  private final int registryPort = LocalPorts.free();
  private final int gatewayPort = LocalPorts.free();
  private final Child kafka;
  private final Child gateway;
  private final List<Generator> generators = new ArrayList<>();
  private final Platform platform;
  private final LocalPorts ports = new LocalPorts();
  private double killedCpuSeconds;

  private record Generator(Child child, int healthPort) {}

  /**
   * Starts everything and waits until it takes requests.
   *
   * @param entry main class of a worker's process
   * @param generators how many
   * @param given settings of all workers
   */
  ServeBed(Path folder, String entry, int generators, Map<String, String> given)
      throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("kafka"))) {
      throw new StartException(folder + " holds an earlier run; name another folder");
    }
    this.folder = Files.createDirectories(folder.toAbsolutePath());
    this.entry = entry;
    this.given = Map.copyOf(given);
    Path logs = Files.createDirectories(folder.resolve("logs"));
    this.kafka = Child.ofPlatform(logs, folder.resolve("kafka"), kafkaPort, registryPort);
    this.gateway = new Child("gateway", logs, arguments(WorkerCatalogue.GATEWAY, "1", gatewayPort));
    for (int i = 1; i <= generators; i++) {
      int port = LocalPorts.free();
      this.generators.add(
          new Generator(
              new Child(
                  "generator-" + i,
                  logs,
                  arguments(WorkerCatalogue.GENERATOR, Integer.toString(i), port)),
              port));
    }
    this.platform = Platform.from(Configuration.of(settings("bench")));
    try {
      start();
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void start() throws IOException, InterruptedException {
    kafka.start();
    await("Kafka", kafka, () -> ports.answers(registryPort, "/subjects"));
    try (Admin admin = KafkaClients.of(platform, "bench").admin()) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
    }
    gateway.start();
    for (Generator generator : generators) {
      generator.child().start();
    }
    await("the gateway", gateway, () -> ports.answers(gatewayPort, "/readyz"));
    for (Generator generator : generators) {
      await(
          generator.child().name(),
          generator.child(),
          () -> ports.answers(generator.healthPort(), "/readyz"));
    }
  }

  private Map<String, String> settings(String instance) {
    Map<String, String> all = new HashMap<>(Models.settings());
    all.put("kafka.bootstrap", "127.0.0.1:" + kafkaPort);
    all.put("registry.url", "http://127.0.0.1:" + registryPort);
    all.put("blobs.uri", "file:" + folder.resolve("blobs"));
    all.put("worker.instance", instance);
    return all;
  }

  private List<String> arguments(WorkerCatalogue worker, String instance, int port) {
    Map<String, String> all = settings(worker.spelling() + "-" + instance);
    all.put("worker.health-port", Integer.toString(port));
    all.put("gateway.port", Integer.toString(gatewayPort));
    all.putAll(given);
    List<String> arguments = new ArrayList<>(List.of(entry, "worker", worker.spelling()));
    all.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }

  Platform platform() {
    return platform;
  }

  URI gateway() {
    return URI.create("http://127.0.0.1:" + gatewayPort);
  }

  /** Seconds of processor time that gateway and generators have used, those killed too. */
  double cpuSeconds() {
    double all = killedCpuSeconds + gateway.cpuSeconds();
    for (Generator generator : generators) {
      all += generator.child().cpuSeconds();
    }
    return all;
  }

  /** Seconds of processor time that Kafka and the registry have used. */
  double kafkaCpuSeconds() {
    return kafka.cpuSeconds();
  }

  /** The generators that take requests now; one that is only starting has nothing to lose. */
  List<Integer> ready() throws InterruptedException {
    List<Integer> ready = new ArrayList<>();
    for (int i = 0; i < generators.size(); i++) {
      if (ports.answers(generators.get(i).healthPort(), "/readyz")) {
        ready.add(i);
      }
    }
    return ready;
  }

  /** Kills a generator; another one takes its place at once. */
  void killGenerator(int index) throws IOException, InterruptedException {
    Child child = generators.get(index).child();
    killedCpuSeconds += child.cpuSeconds();
    child.signal("KILL");
    child.ended(GRACE);
    child.start();
  }

  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void await(String what, Child child, Condition condition)
      throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!condition.holds()) {
      if (!child.alive() || System.nanoTime() - end > 0) {
        throw new StartException(
            "%s did not start within %d s (%s), see %s"
                .formatted(what, START.toSeconds(), child.exit(), child.log()));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @Override
  public void close() throws IOException {
    platform.close();
    try {
      for (Generator generator : generators) {
        generator.child().signal("TERM");
      }
      for (Generator generator : generators) {
        generator.child().end(GRACE);
      }
      gateway.end(GRACE);
      kafka.end(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
