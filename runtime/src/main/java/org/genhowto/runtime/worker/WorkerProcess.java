package org.genhowto.runtime.worker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.SectionValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a process that runs workers: starts them, stays up until it is told to stop (SIGTERM,
 * SIGINT) or one of them fails, and closes them in reverse order, which finishes or hands back what
 * they hold.
 */
public final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private static final Duration WATCH = Duration.ofMillis(500);

  private final Platform platform;
  private final List<Worker> workers;
  private final InetSocketAddress address;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Section worker says where health and metrics are answered; it counts where no worker has a
   * server of its own.
   */
  public WorkerProcess(Platform platform, List<Worker> workers, Configuration configuration) {
    this.platform = platform;
    this.workers = List.copyOf(workers);
    SectionValues values = configuration.values(PlatformSections.WORKER);
    this.address =
        new InetSocketAddress(values.string("health-host"), values.integer("health-port"));
  }

  /**
   * Runs until the process is told to stop.
   *
   * @return exit status: 0, or 1 where a worker failed
   */
  public int run() throws IOException, InterruptedException {
    Thread hook = new Thread(this::stopAndWait, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return workers.stream().anyMatch(HealthServer.class::isInstance)
          ? work()
          : workWithEndpoint();
    } finally {
      stopped.countDown();
    }
  }

  private int workWithEndpoint() throws IOException, InterruptedException {
    HealthPages pages = new HealthPages(new Health(workers), platform.telemetry());
    try (HealthEndpoint endpoint = HealthEndpoint.start(address, pages)) {
      LOG.atInfo().addKeyValue("port", endpoint.port()).log("health endpoint started");
      return work();
    }
  }

  private int work() throws InterruptedException {
    workers.forEach(Worker::start);
    LOG.atInfo().log("workers started");
    Optional<Throwable> failure = Optional.empty();
    while (failure.isEmpty() && !stop.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
      failure = workers.stream().flatMap(worker -> worker.failure().stream()).findFirst();
    }
    closeAll();
    return failure.isEmpty() ? 0 : 1;
  }

  /** Asks the process to stop, from any thread. */
  public void stop() {
    stop.countDown();
  }

  private void closeAll() {
    for (int i = workers.size() - 1; i >= 0; i--) {
      workers.get(i).close();
    }
    platform.close();
    LOG.atInfo().log("workers stopped");
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
