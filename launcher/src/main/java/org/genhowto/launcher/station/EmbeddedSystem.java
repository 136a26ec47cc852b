package org.genhowto.launcher.station;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.StartException;
import org.genhowto.launcher.settings.Sections;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.process.Shutdown;
import org.genhowto.runtime.start.Preflight;
import org.genhowto.runtime.start.Supervision;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Waits;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.SchemaRegistration;
import org.genhowto.schemas.TopicCreation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one process: embedded Kafka and registry, every worker, gateway and dashboard. The
 * data directory holds the topics, the schemas, the blobs and the dataset; started again on it, the
 * stream goes on where it was. A worker that ends is started again by itself.
 */
public final class EmbeddedSystem implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSystem.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Ports to listen on; 0 takes a free one. */
  public record Ports(String host, int http, int kafka, int registry) {}

  private final EmbeddedPlatform embedded;
  private final Platform platform;
  private final Configuration configuration;
  private final List<Worker> workers;
  private final Frontends frontends;
  private final Shutdown shutdown;

  private EmbeddedSystem(
      EmbeddedPlatform embedded,
      Platform platform,
      Configuration configuration,
      Shutdown shutdown) {
    this.embedded = embedded;
    this.platform = platform;
    this.configuration = configuration;
    this.frontends = new Frontends();
    this.shutdown = shutdown;
    this.workers =
        WorkerCatalogue.supervised(
            List.of(WorkerCatalogue.values()),
            platform,
            configuration,
            frontends,
            Supervision.ofHouse());
  }

  /** Knows the frontend of the moment, which is another after each new start. */
  private static final class Frontends implements Preflight {
    private final AtomicReference<@Nullable HttpFrontend> newest = new AtomicReference<>();

    @Override
    public void beforeStarting(Worker worker, int starts, Waits waits) {
      if (worker instanceof HttpFrontend frontend) {
        newest.set(frontend);
      }
    }
  }

  /**
   * Starts everything and waits until every worker takes work, or has failed to.
   *
   * @param given the user's settings, which go before the house's own
   */
  static EmbeddedSystem start(Path data, Ports ports, Configuration given, Shutdown shutdown)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    EmbeddedPlatform embedded =
        EmbeddedPlatform.start(
            data.resolve("kafka"),
            new EmbeddedPlatform.Ports(ports.host(), ports.kafka(), ports.registry()));
    EmbeddedSystem station;
    try {
      station = on(embedded, given.withDefaults(defaults(embedded, data, ports)), shutdown);
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
    defaults.put("generator.releases", data.resolve("releases").toString());
    defaults.put("trainer.releases", data.resolve("releases").toString());
    defaults.put("trainer.directory", data.resolve("trainings").toString());
    defaults.put("dataset.uri", data.resolve("dataset").toAbsolutePath().toString());
    defaults.put("triplet-selection.state-directory", data.resolve("streams").toString());
    defaults.put("metrics.state-directory", data.resolve("streams").toString());
    defaults.put("worker.instance", "station");
    defaults.put("gateway.host", ports.host());
    defaults.put("gateway.port", String.valueOf(ports.http()));
    return defaults;
  }

  private static EmbeddedSystem on(
      EmbeddedPlatform embedded, Configuration configuration, Shutdown shutdown)
      throws InterruptedException {
    Sections.CATALOGUE.check(configuration);
    Platform platform = Platform.from(configuration);
    try (Admin admin = KafkaClients.of(platform, "embedded-system").admin()) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
      new SchemaRegistration(platform.serdes()).register(problem -> LOG.atError().log(problem));
      return new EmbeddedSystem(embedded, platform, configuration, shutdown);
    } catch (RuntimeException | InterruptedException e) {
      platform.close();
      throw e;
    }
  }

  private void startWorkers() throws InterruptedException {
    workers.forEach(Worker::start);
    Await.until(
        PATIENCE,
        () -> workers.stream().allMatch(EmbeddedSystem::begun),
        () -> "workers not ready: " + troubles().keySet(),
        this);
  }

  private static boolean begun(Worker worker) {
    return worker.ready() || worker.restarting().isPresent() || worker.failure().isPresent();
  }

  /** What each worker that does not take work at present says of itself; empty while all do. */
  public Map<String, String> troubles() {
    Map<String, String> states = new Health(workers).states();
    states.values().removeIf("ready"::equals);
    return states;
  }

  public Platform platform() {
    return platform;
  }

  /** The settings that everything runs with. */
  public Configuration configuration() {
    return configuration;
  }

  /** The frontend of the moment. */
  public HttpFrontend frontend() {
    HttpFrontend frontend = frontends.newest.get();
    if (frontend == null) {
      throw new StartException(
          "the gateway does not start: " + troubles().get(WorkerCatalogue.GATEWAY.spelling()));
    }
    return frontend;
  }

  public EmbeddedPlatform embedded() {
    return embedded;
  }

  /**
   * Checks that Kafka runs: the workers are started again by themselves, it is not.
   *
   * @throws StartException nothing but a new start of the process helps
   */
  public void requireKafka() {
    embedded
        .failure()
        .ifPresent(
            cause -> {
              throw new StartException("the embedded Kafka stopped", cause);
            });
  }

  /** The same, and that no worker has stopped for good, as one that cannot be with its settings. */
  public void requireWell() {
    requireKafka();
    for (Worker worker : workers) {
      Optional<Throwable> failure = worker.failure();
      if (failure.isPresent()) {
        throw stopped(worker, failure.get());
      }
    }
  }

  private static RuntimeException stopped(Worker worker, Throwable cause) {
    return Causes.first(cause, ConfigurationException.class)
        .<RuntimeException>map(wrong -> wrong)
        .orElseGet(() -> new StartException(worker.name() + " stopped", cause));
  }

  /** The same, and that every worker takes work. */
  public void requireReady() {
    requireWell();
    Map<String, String> troubles = troubles();
    if (!troubles.isEmpty()) {
      throw new StartException("workers not ready: " + troubles);
    }
  }

  /** Stops the workers, then what they stand on; all of it within the grace of a shutdown. */
  @Override
  public void close() {
    shutdown.beginQuietly();
    shutdown.close(
        workers.stream().collect(Collectors.toMap(Worker::name, worker -> worker::close)));
    shutdown.close(
        Map.of(
            "embedded Kafka",
            () -> {
              platform.close();
              embedded.close();
            }));
  }
}
