package org.genhowto.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.schemas.AvroSerdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {
  @TempDir Path folder;

  /** Stops by itself at once, and with it its process. */
  private static class Failing implements Worker {
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

  private static final class FailingServer extends Failing implements HealthServer {}

  @Test
  void only_a_worker_without_a_server_gets_a_health_endpoint() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThat(process(new FailingServer(), port).run()).isEqualTo(1);
      assertThatThrownBy(() -> process(new Failing(), port).run())
          .isInstanceOf(BindException.class);
    }
    assertThat(process(new Failing(), 0).run()).isEqualTo(1);
  }

  private WorkerProcess process(Worker worker, int port) throws Exception {
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
    return new WorkerProcess(
        platform,
        List.of(worker),
        Configuration.of(Map.of("worker.health-port", Integer.toString(port))));
  }
}
