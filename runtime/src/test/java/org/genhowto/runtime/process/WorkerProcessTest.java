package org.genhowto.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.process.WorkerProcess.HealthServer;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.HealthPages;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.PlatformSections;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.AvroSerdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {
  @TempDir Path folder;

  /** Stops by itself at once, and with it its process. */
  private static final class Failing implements Worker {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public void start() {}

    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public Optional<Throwable> failure() {
      return Optional.of(new IllegalStateException("a bug"));
    }

    @Override
    public void close() {}
  }

  @Test
  void a_port_that_was_asked_for_and_is_taken_is_named_with_its_key() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Map<String, String> settings = Map.of("worker.health-port", Integer.toString(port));

      assertThatThrownBy(() -> run(HealthServer.OF_THE_PROCESS, settings))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("worker.health-port " + port)
          .hasMessageContaining("expected a free port");
      assertThat(run(HealthServer.OF_A_WORKER, settings)).isPresent();
    }
  }

  @Test
  void without_a_port_in_the_settings_the_next_free_one_answers() throws Exception {
    try (ServerSocket first = occupy(PlatformSections.FIRST_HEALTH_PORT)) {
      assertThat(first.isClosed()).isFalse();
      HealthAddress address = HealthAddress.from(Configuration.of(Map.of()));
      HealthPages pages = new HealthPages(new Health(List.of()), new Telemetry());
      try (HealthEndpoint one = address.open(pages);
          HealthEndpoint two = address.open(pages)) {
        assertThat(one.port()).isGreaterThan(PlatformSections.FIRST_HEALTH_PORT);
        assertThat(two.port())
            .isGreaterThan(one.port())
            .isLessThanOrEqualTo(PlatformSections.LAST_HEALTH_PORT);
      }
    }
  }

  @Test
  void an_address_of_another_machine_is_named_with_its_key() {
    assertThatThrownBy(
            () ->
                run(
                    HealthServer.OF_THE_PROCESS,
                    Map.of("worker.health-host", "no-such-host.invalid")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("worker.health-host no-such-host.invalid");
    assertThatThrownBy(
            () -> run(HealthServer.OF_THE_PROCESS, Map.of("worker.health-host", "192.0.2.7")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("worker.health-host 192.0.2.7");
  }

  /** A port that something listens on, be it by this test or by another program. */
  private static ServerSocket occupy(int port) throws Exception {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException e) {
      assertThat(e).hasMessageContaining("in use");
    }
    return socket;
  }

  private Optional<Throwable> run(HealthServer server, Map<String, String> settings)
      throws Exception {
    KafkaConnection kafka =
        new KafkaConnection("unused:9092", "mock://process", Map.of(), Map.of());
    Platform platform =
        new Platform(
            kafka,
            AvroSerdes.of(kafka.registrySettings()),
            BlobStores.open("file:" + folder),
            new Telemetry(),
            Clock.systemUTC(),
            "test");
    return new WorkerProcess(platform, List.of(new Failing()), server, Configuration.of(settings))
        .run(Map.of());
  }
}
