package org.genhowto.launcher.station;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.launcher.settings.Sections;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.SchemaRegistration;
import org.genhowto.schemas.TopicCreation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one process: embedded Kafka and registry, every worker, gateway and dashboard. The
 * data directory holds the topics, the schemas, the blobs and the shards; started again on it, the
 * stream goes on where it was.
 */
public final class EmbeddedSystem implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSystem.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Ports to listen on; 0 takes a free one. */
  public record Ports(String host, int http, int kafka, int registry) {}

  private final EmbeddedPlatform embedded;
  private final Platform platform;
  private final List<Worker> workers;

  private EmbeddedSystem(EmbeddedPlatform embedded, Platform platform, List<Worker> workers) {
    this.embedded = embedded;
    this.platform = platform;
    this.workers = workers;
  }

  /**
   * Starts everything and waits until every worker takes work.
   *
   * @param given the user's settings, which go before the house's own
   */
  public static EmbeddedSystem start(Path data, Ports ports, Configuration given)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    EmbeddedPlatform embedded =
        EmbeddedPlatform.start(
            data.resolve("kafka"),
            new EmbeddedPlatform.Ports(ports.host(), ports.kafka(), ports.registry()));
    Configuration configuration = given.withDefaults(defaults(embedded, data, ports));
    EmbeddedSystem station;
    try {
      station = on(embedded, configuration);
    } catch (RuntimeException | InterruptedException e) {
      embedded.close();
      throw e;
    }
    try {
      station.startWorkers();
      return station;
    } catch (RuntimeException | InterruptedException e) {
      station.close();
      throw e;
    }
  }

  private static Map<String, String> defaults(EmbeddedPlatform embedded, Path data, Ports ports) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("kafka.bootstrap", embedded.bootstrap());
    defaults.put("registry.url", embedded.registryUrl());
    defaults.put("blobs.uri", data.resolve("blobs").toAbsolutePath().toUri().toString());
    defaults.put("shard-writer.directory", data.resolve("shards").toString());
    defaults.put("triplet-selection.state-directory", data.resolve("streams").toString());
    defaults.put("metrics.state-directory", data.resolve("streams").toString());
    defaults.put("worker.instance", "station");
    defaults.put("gateway.host", ports.host());
    defaults.put("gateway.port", String.valueOf(ports.http()));
    return defaults;
  }

  private static EmbeddedSystem on(EmbeddedPlatform embedded, Configuration configuration)
      throws InterruptedException {
    Sections.CATALOGUE.check(configuration);
    Platform platform = Platform.from(configuration);
    try (Admin admin = KafkaClients.of(platform, "embedded-system").admin()) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
      new SchemaRegistration(platform.serdes()).register(problem -> LOG.atError().log(problem));
      List<Worker> workers =
          WorkerCatalogue.wire(List.of(WorkerCatalogue.values()), platform, configuration);
      return new EmbeddedSystem(embedded, platform, workers);
    } catch (RuntimeException | InterruptedException e) {
      platform.close();
      throw e;
    }
  }

  private void startWorkers() throws InterruptedException {
    workers.forEach(Worker::start);
    Await.until(
        PATIENCE,
        () -> workers.stream().allMatch(Worker::ready),
        () -> "workers not ready: " + unready(),
        this);
  }

  private List<String> unready() {
    return workers.stream().filter(worker -> !worker.ready()).map(Worker::name).toList();
  }

  public Platform platform() {
    return platform;
  }

  public HttpFrontend frontend() {
    return workers.stream()
        .filter(HttpFrontend.class::isInstance)
        .map(HttpFrontend.class::cast)
        .findFirst()
        .orElseThrow();
  }

  public EmbeddedPlatform embedded() {
    return embedded;
  }

  private Optional<Failure> failure() {
    for (Worker worker : workers) {
      if (worker.failure().isPresent()) {
        return Optional.of(new Failure(worker.name(), worker.failure().get()));
      }
    }
    return embedded.failure().map(cause -> new Failure("embedded Kafka", cause));
  }

  /**
   * Checks that everything runs.
   *
   * @throws StartException a part has stopped by itself
   */
  public void requireWell() {
    failure()
        .ifPresent(
            failure -> {
              throw new StartException(failure.part() + " stopped", failure.cause());
            });
  }

  /** A part that stopped by itself, and why. */
  private record Failure(String part, Throwable cause) {}

  /** Stops the workers against the stream, then what they stand on. */
  @Override
  public void close() {
    List<Worker> reversed = new ArrayList<>(workers);
    Collections.reverse(reversed);
    reversed.forEach(Worker::close);
    platform.close();
    embedded.close();
  }
}
