package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedBroker.start(other, taken.getLocalPort()))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("Kafka cannot listen on port " + taken.getLocalPort());
    }
    EmbeddedBroker.start(other, 0).close(); // the refused start gave the lock back
  }

  @Test
  void topics_are_there_after_a_restart(@TempDir Path other) throws Exception {
    try (EmbeddedBroker first = EmbeddedBroker.start(other, 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", first.bootstrap()))) {
      admin.createTopics(Set.of(new NewTopic("kept", 2, (short) 1))).all().get();
    }
    try (EmbeddedBroker second = EmbeddedBroker.start(other, 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", second.bootstrap()))) {
      assertThat(
              admin.describeTopics(Set.of("kept")).allTopicNames().get().get("kept").partitions())
          .hasSize(2);
    }
  }
}
