package org.genhowto.runtime.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.HealthPages;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The life of a process that runs workers: starts them, stays up until it is told to stop (SIGTERM,
 * SIGINT) or one of them fails, and closes them, which finishes or hands back what they hold. A
 * start that is told to stop ends in the same way.
 */
public final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private static final Duration WATCH = Duration.ofMillis(100);

  /** Where health and metrics are answered. */
  public enum HealthServer {
    /** On an address of section worker. */
    OF_THE_PROCESS,
    /** By a worker's own web server. */
    OF_A_WORKER
  }

  private final Platform platform;
  private final List<Worker> workers;
  private final HealthServer server;
  private final HealthAddress address;
  private final Shutdown shutdown;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  public WorkerProcess(
      Platform platform, List<Worker> workers, HealthServer server, Configuration configuration) {
    this.platform = platform;
    this.workers = List.copyOf(workers);
    this.server = server;
    this.address = HealthAddress.from(configuration);
    this.shutdown = Shutdown.of(configuration);
  }

  /**
   * Runs until the process is told to stop.
   *
   * @param facts what the line about the start says beside what is known here, by key
   * @return what stopped a worker for good; empty where the process was told to stop
   */
  public Optional<Throwable> run(Map<String, String> facts) throws InterruptedException {
    shutdown.hearSignals();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
    try {
      return server == HealthServer.OF_A_WORKER ? work(facts) : workWithEndpoint(facts);
    } finally {
      shutdown.end();
      stopped.countDown();
    }
  }

  private Optional<Throwable> workWithEndpoint(Map<String, String> facts)
      throws InterruptedException {
    HealthPages pages = new HealthPages(new Health(workers), platform.telemetry());
    try (HealthEndpoint endpoint = address.open(pages)) {
      Map<String, String> more = new LinkedHashMap<>(facts);
      more.put("health", address.url(endpoint.port()));
      return work(more);
    }
  }

  private Optional<Throwable> work(Map<String, String> facts) throws InterruptedException {
    workers.forEach(Worker::start);
    tell(facts);
    Optional<Throwable> failure = Optional.empty();
    while (failure.isEmpty() && !stop.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
      failure = workers.stream().flatMap(worker -> worker.failure().stream()).findFirst();
    }
    shutdown.begin(failure.isPresent() ? "a worker failed" : "told to");
    shutdown.close(
        workers.stream().collect(Collectors.toMap(Worker::name, worker -> worker::close)));
    platform.close();
    return failure;
  }

  private void tell(Map<String, String> facts) {
    LoggingEventBuilder line = LOG.atInfo();
    for (Worker worker : workers) {
      line = line.addKeyValue("worker", worker.name());
    }
    line =
        line.addKeyValue("instance", platform.instance())
            .addKeyValue("bootstrap", platform.kafka().bootstrap());
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      line = line.addKeyValue(fact.getKey(), fact.getValue());
    }
    line.log("started");
  }

  /** Asks the process to stop, from any thread. */
  public void stop() {
    stop.countDown();
  }

  /** The process ends when its hooks end, so this one waits for the workers. */
  private void stopAndWait() {
    stop();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
