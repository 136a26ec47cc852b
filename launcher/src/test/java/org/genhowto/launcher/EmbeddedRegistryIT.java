package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.genhowto.launcher.embedded.DirectoryLock;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.launcher.embedded.StartException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryIT extends RegistryContract {
  @TempDir static Path directory;
  private static EmbeddedPlatform platform;

  @BeforeAll
  static void start() throws Exception {
    platform = EmbeddedPlatform.start(directory, Ports.ANY);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @Override
  String url() {
    return platform.registryUrl();
  }

  @Test
  void schemas_and_ids_and_levels_are_there_after_a_restart() throws Exception {
    String subject = "kept-value";
    int other = register("first-value", new AvroSchema("\"long\""));
    int id = register(subject, new AvroSchema("\"int\""));
    platform.close();

    platform = EmbeddedPlatform.start(directory, Ports.ANY);

    assertThat(register(subject, new AvroSchema("\"int\""))).isEqualTo(id);
    assertThat(register("first-value", new AvroSchema("\"long\""))).isEqualTo(other);
    assertThat(register("third-value", new AvroSchema("\"double\""))).isGreaterThan(id);
  }

  @Test
  void the_registry_names_a_taken_port_and_the_broker_stops_again(@TempDir Path other)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ports = new Ports("127.0.0.1", 0, taken.getLocalPort());
      assertThatThrownBy(() -> EmbeddedPlatform.start(other, ports))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(
              "The Schema Registry cannot listen on port " + taken.getLocalPort());
    }
    DirectoryLock.on(other).close();
  }
}
