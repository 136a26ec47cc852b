package org.genhowto.runtime.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.genhowto.runtime.worker.HealthPages;
import org.genhowto.runtime.worker.HealthPages.Page;
import org.genhowto.runtime.worker.HttpServers;

/** Answers the health pages of a process that has no web server of its own. */
final class HealthEndpoint implements AutoCloseable {
  private final HttpServer server;

  private HealthEndpoint(HttpServer server) {
    this.server = server;
  }

  /** Listens on an address, with TLS where there is something to show; port 0 picks a free one. */
  static HealthEndpoint start(
      InetSocketAddress address, Optional<SSLContext> tls, HealthPages pages) throws IOException {
    HttpServer server =
        tls.isPresent()
            ? HttpServers.at(address, tls.get(), "health")
            : HttpServers.at(address, "health");
    pages
        .byPath()
        .forEach(
            (path, page) -> server.createContext(path, exchange -> answer(exchange, path, page)));
    server.start();
    return new HealthEndpoint(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    HttpServers.stop(server);
  }

  private static void answer(HttpExchange exchange, String path, Supplier<Page> page)
      throws IOException {
    try (exchange) {
      Page answer =
          exchange.getRequestURI().getPath().equals(path)
              ? page.get()
              : new Page(404, "text/plain; charset=utf-8", "not found\n");
      byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of(answer.type())));
      exchange.sendResponseHeaders(answer.status(), body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
