package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.genhowto.launcher.embedded.DirectoryLock;
import org.genhowto.launcher.embedded.EmbeddedBroker;
import org.genhowto.launcher.embedded.StartException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT extends BrokerContract {
  @TempDir static Path directory;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(directory, 0);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Override
  String bootstrap() {
    return broker.bootstrap();
  }

  @Test
  void a_second_start_on_the_directory_is_refused() {
    assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(directory + " is in use");
    assertThat(broker.failure()).isEmpty();
  }

  @Test
  void a_taken_port_is_named(@TempDir Path other) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(other, taken.getLocalPort()))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("Kafka cannot listen on port " + taken.getLocalPort());
    }
    DirectoryLock.on(other).close(); // the refused start gave the lock back
  }
}
