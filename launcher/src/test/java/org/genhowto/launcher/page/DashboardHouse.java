package org.genhowto.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.start.Preflight;
import org.genhowto.runtime.start.Supervision;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.TopicCreation;

/** A gateway before a Kafka of its own, and nobody else. */
final class DashboardHouse implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final EmbeddedPlatform kafka;
  private final Map<String, String> settings;
  private final String address;
  private Platform platform;
  private List<Worker> workers;

  private DashboardHouse(EmbeddedPlatform kafka, Map<String, String> settings, int port) {
    this.kafka = kafka;
    this.settings = settings;
    this.address = "http://127.0.0.1:" + port + "/";
    open();
  }

  static DashboardHouse start(Path folder, int port, Map<String, String> more) throws Exception {
    EmbeddedPlatform kafka = EmbeddedPlatform.start(folder.resolve("kafka"), Ports.ANY);
    Map<String, String> settings = new HashMap<>(more);
    settings.putAll(
        Map.of(
            "kafka.bootstrap", kafka.bootstrap(),
            "registry.url", kafka.registryUrl(),
            "blobs.uri", folder.resolve("blobs").toUri().toString(),
            "gateway.port", Integer.toString(port),
            "worker.state-directory", folder.resolve("state").toString()));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      new TopicCreation((short) 1).create(admin, WorkerCatalogue.withDeadLetters());
    }
    return new DashboardHouse(kafka, settings, port);
  }

  /** Starts the gateway, again after {@link #leave}. */
  void open() {
    Configuration configuration = Configuration.of(settings);
    platform = Platform.from(configuration);
    workers =
        WorkerCatalogue.supervised(
            List.of(WorkerCatalogue.GATEWAY),
            platform,
            configuration,
            Preflight.NONE,
            Supervision.ofHouse());
    workers.forEach(Worker::start);
    Instant end = Instant.now().plus(PATIENCE);
    while (!workers.stream().allMatch(Worker::ready)) {
      assertThat(Instant.now()).as("when the gateway is ready").isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Stops the gateway; Kafka goes on. */
  void leave() {
    workers.forEach(Worker::close);
    platform.close();
  }

  DashboardScene scene(Instant now) {
    return new DashboardScene(platform, kafka.bootstrap(), now);
  }

  String address() {
    return address;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    leave();
    kafka.close();
  }
}
