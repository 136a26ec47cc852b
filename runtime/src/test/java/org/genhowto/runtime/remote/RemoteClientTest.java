package org.genhowto.runtime.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RemoteClientTest {
  private static final String OPEN = "127.0.0.77";
  private static final String CLOSED = "127.0.0.78";

  private final AtomicInteger caught = new AtomicInteger();
  private final AtomicInteger resolved = new AtomicInteger();

  /** What the name means, one meaning after the other. */
  private final Deque<List<String>> meanings = new ArrayDeque<>();

  private HttpServer open;
  private HttpServer closed;
  private RemoteClient client;

  @BeforeEach
  void start() throws IOException {
    open = HttpServer.create(new InetSocketAddress(OPEN, 0), 0);
    int port = open.getAddress().getPort();
    open.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    open.start();
    closed = HttpServer.create(new InetSocketAddress(CLOSED, port), 0);
    closed.createContext(
        "/",
        exchange -> {
          caught.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    closed.start();
    client =
        new RemoteClient(
            "test",
            new Destinations(List.of(AddressBlock.of(OPEN)), List.of(Destinations.Ports.ALL)),
            Duration.ofSeconds(5),
            (threads, timer) ->
                (host, asked, context, promise) -> {
                  resolved.incrementAndGet();
                  promise.succeeded(
                      meanings.remove().stream()
                          .map(address -> new InetSocketAddress(address, asked))
                          .toList());
                });
    client.start();
  }

  @AfterEach
  void stop() {
    client.close();
    open.stop(0);
    closed.stop(0);
  }

  @Test
  void a_name_that_changes_its_meaning_is_judged_anew_with_every_connection() throws Exception {
    mean(List.of(OPEN), List.of(CLOSED));

    assertThat(get()).isEqualTo(204);
    assertForbidden();
    assertThat(resolved).hasValue(2);
    assertThat(caught).hasValue(0);
  }

  @Test
  void what_is_connected_to_is_what_was_judged() throws Exception {
    mean(List.of(CLOSED, OPEN), List.of(CLOSED, "10.0.0.1", "169.254.169.254"));

    assertThat(get()).isEqualTo(204);
    assertForbidden();
    assertThat(caught).hasValue(0);
  }

  @Test
  void a_port_that_is_not_called_is_not_even_looked_up() {
    try (RemoteClient usual =
        new RemoteClient(
            "test",
            new Destinations(List.of(AddressBlock.of(OPEN)), List.of(Destinations.Ports.of("80"))),
            Duration.ofSeconds(5))) {
      usual.start();
      assertThatThrownBy(() -> usual.http().newRequest(address()).send())
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(ForbiddenAddressException.class)
          .hasMessageContaining("port " + open.getAddress().getPort());
    }
  }

  private void assertForbidden() {
    assertThatThrownBy(this::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(ForbiddenAddressException.class);
  }

  @SafeVarargs
  private void mean(List<String>... addresses) {
    meanings.addAll(Arrays.asList(addresses));
  }

  private int get() throws Exception {
    return client
        .http()
        .newRequest(address())
        .headers(fields -> fields.put(HttpHeader.CONNECTION, "close"))
        .send()
        .getStatus();
  }

  private String address() {
    return "http://name.example:" + open.getAddress().getPort() + "/";
  }
}
