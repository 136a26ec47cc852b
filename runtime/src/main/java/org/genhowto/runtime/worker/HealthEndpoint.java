package org.genhowto.runtime.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.genhowto.runtime.metrics.Telemetry;

/** The endpoint of a process without a web server of its own: /metrics, /healthz, /readyz. */
final class HealthEndpoint implements AutoCloseable {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;

  private record Answer(int status, String type, String text) {}

  private interface Page {
    Answer answer();
  }

  private HealthEndpoint(HttpServer server) {
    this.server = server;
  }

  /** Listens on an address; port 0 picks a free one. */
  static HealthEndpoint start(InetSocketAddress address, Health health, Telemetry telemetry)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    // The version is what Prometheus asks scrapers to be told.
    page(
        server,
        "/metrics",
        () -> new Answer(OK, "text/plain; version=0.0.4; charset=utf-8", telemetry.scrape()));
    page(server, "/healthz", () -> state(health.healthy(), health));
    page(server, "/readyz", () -> state(health.ready(), health));
    server.start();
    return new HealthEndpoint(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static Answer state(boolean well, Health health) {
    String states =
        health.states().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
            .collect(Collectors.joining());
    return new Answer(well ? OK : UNAVAILABLE, "text/plain; charset=utf-8", states);
  }

  private static void page(HttpServer server, String path, Page page) {
    server.createContext(path, exchange -> answer(exchange, path, page));
  }

  private static void answer(HttpExchange exchange, String path, Page page) throws IOException {
    try (exchange) {
      Answer answer =
          exchange.getRequestURI().getPath().equals(path)
              ? page.answer()
              : new Answer(404, "text/plain; charset=utf-8", "not found\n");
      byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of(answer.type())));
      exchange.sendResponseHeaders(answer.status(), body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
