package org.genhowto.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.worker.HttpServers;
import org.genhowto.runtime.worker.KafkaConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No longer than people wait. */
@Timeout(20)
class ReachTest {
  @Test
  void nothing_that_listens_is_told_with_the_address_and_the_key() throws Exception {
    int port = free();

    assertThatThrownBy(() -> BrokerReach.require(kafka("127.0.0.1:" + port)))
        .isInstanceOf(OutOfReachException.class)
        .hasMessageContaining("127.0.0.1:" + port + ": nothing listens there")
        .hasMessageContaining("kafka.bootstrap (--bootstrap)");
  }

  @Test
  void a_wrong_host_is_told() throws Exception {
    assertThat(trouble(kafka("no-such-host.invalid:9092")))
        .get()
        .asString()
        .contains("no-such-host.invalid:9092: its host is unknown");
    assertThat(trouble(kafka("localhost"))).get().asString().contains("localhost");
  }

  @Test
  void every_address_is_told_of() throws Exception {
    assertThat(trouble(kafka("no-such-host.invalid:1, 127.0.0.1:" + free())))
        .get()
        .asString()
        .contains("its host is unknown", "nothing listens there");
  }

  @Test
  void a_web_server_is_told_from_kafka() throws Exception {
    HttpServer web =
        HttpServers.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "test");
    web.start();
    try {
      assertThat(trouble(kafka("127.0.0.1:" + web.getAddress().getPort())))
          .get()
          .asString()
          .contains("speaks HTTP, not Kafka");
    } finally {
      web.stop(0);
    }
  }

  @Test
  void what_says_nothing_is_told() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(trouble(kafka("127.0.0.1:" + silent.getLocalPort())))
          .get()
          .asString()
          .contains("does not answer");
    }
  }

  @Test
  void what_answers_with_an_alert_wants_tls() throws Exception {
    try (ServerSocket tls = answering(new byte[] {0x15, 3, 3, 0, 2, 2, 80})) {
      assertThat(trouble(kafka("127.0.0.1:" + tls.getLocalPort())))
          .get()
          .asString()
          .contains("wants TLS", "kafka.security.protocol");
    }
  }

  @Test
  void a_client_that_wants_tls_where_there_is_none_is_told_the_key() throws Exception {
    try (ServerSocket plain =
        answering("HTTP/1.1 400\r\n\r\n".getBytes(StandardCharsets.US_ASCII))) {
      KafkaConnection kafka =
          new KafkaConnection(
              "127.0.0.1:" + plain.getLocalPort(),
              "mock://reach",
              Map.of("security.protocol", "SSL"),
              Map.of());
      assertThatThrownBy(() -> BrokerReach.require(kafka))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("kafka.security.protocol, which is SSL");
    }
  }

  @Test
  void an_absent_registry_is_told_with_the_address_and_the_key() throws Exception {
    String url = "http://127.0.0.1:" + free();
    assertThatThrownBy(() -> RegistryReach.require(registry(url)))
        .isInstanceOf(OutOfReachException.class)
        .hasMessageContaining(url)
        .hasMessageContaining("nothing listens there")
        .hasMessageContaining("registry.url (--registry)");
    assertThat(RegistryReach.trouble(registry("http://no-such-host.invalid")))
        .get()
        .asString()
        .contains("its host is unknown");
    assertThat(RegistryReach.trouble(registry("localhost:8081")))
        .get()
        .asString()
        .contains("no URL");
    assertThat(RegistryReach.trouble(registry("mock://reach"))).isEmpty();
  }

  @Test
  void one_registry_of_several_is_enough() throws Exception {
    HttpServer web =
        HttpServers.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "test");
    web.createContext(
        "/subjects",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    web.start();
    String url = "http://127.0.0.1:" + web.getAddress().getPort();
    try {
      assertThat(RegistryReach.trouble(registry("http://127.0.0.1:" + free() + "," + url)))
          .isEmpty();
      assertThat(RegistryReach.trouble(registry(url + "/elsewhere")))
          .get()
          .asString()
          .contains("status 404");
    } finally {
      web.stop(0);
    }
  }

  private static Optional<String> trouble(KafkaConnection kafka) throws InterruptedException {
    return BrokerReach.trouble(kafka, Duration.ofSeconds(5));
  }

  private static KafkaConnection kafka(String bootstrap) {
    return new KafkaConnection(bootstrap, "mock://reach", Map.of(), Map.of());
  }

  private static KafkaConnection registry(String url) {
    return new KafkaConnection("unused:1", url, Map.of(), Map.of());
  }

  /** Gives everybody the same answer. */
  private static ServerSocket answering(byte[] answer) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                  if (client.getInputStream().read() >= 0) {
                    client.getOutputStream().write(answer);
                    client.getOutputStream().flush();
                    client.shutdownOutput();
                    client.getInputStream().skip(1 << 16);
                  }
                } catch (IOException e) {
                  assertThat(e).isNotNull(); // The client has what it wanted.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static int free() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }
}
