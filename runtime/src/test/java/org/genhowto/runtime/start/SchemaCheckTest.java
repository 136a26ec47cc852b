package org.genhowto.runtime.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.genhowto.runtime.worker.HttpServers;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
  /** What the registry is asked, as METHOD PATH. */
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private HttpServer server;
  private AvroSerdes serdes;
  private volatile int status = 200;

  @BeforeEach
  void start() throws Exception {
    server = HttpServers.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "test");
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(exchange.getRequestMethod() + " " + path);
          String taken =
              path.startsWith("/config") ? "{\"compatibilityLevel\":\"FULL\"}" : "{\"id\":1}";
          String text =
              status == 200 ? taken : "{\"error_code\":" + status + ",\"message\":\"no\"}";
          byte[] answer = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    serdes =
        AvroSerdes.of(
            Map.of(
                "schema.registry.url",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "max.retries",
                0));
  }

  @AfterEach
  void stop() {
    serdes.close();
    server.stop(0);
  }

  @Test
  void every_topic_is_registered_though_nobody_writes() {
    assertThat(new SchemaCheck(serdes).trouble()).isEmpty();

    assertThat(asked)
        .containsAll(
            Topics.all().stream()
                .map(topic -> "POST /subjects/" + topic.name() + "-value/versions")
                .toList());
  }

  @Test
  void a_registry_that_goes_out_of_order_is_waited_for_and_then_gets_them_all() {
    SchemaCheck check = new SchemaCheck(serdes);
    status = 503;
    assertThat(check.trouble())
        .get()
        .asString()
        .contains("is out of order", "schemas of the topics are not registered yet");
    asked.clear();

    status = 200;
    assertThat(check.trouble()).isEmpty();
    assertThat(asked.stream().filter(one -> one.startsWith("POST"))).hasSize(Topics.all().size());
  }

  @Test
  void a_refused_login_hinders_no_start_and_is_asked_for_once() {
    status = 401;

    assertThat(new SchemaCheck(serdes).trouble()).isEmpty();
    assertThat(asked).hasSize(1);
  }
}
