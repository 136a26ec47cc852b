package org.genhowto.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.Destinations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetcherTest {
  private static final int MAX_BYTES = 200_000;

  @TempDir Path folder;

  private final byte[] bytes = new byte[150_000];
  private final List<Fetcher> fetchers = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private Path downloads;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(bytes);
    downloads = folder.resolve("downloads");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/video.mp4", exchange -> answer(exchange, bytes, bytes.length));
    server.createContext("/unstated", exchange -> answer(exchange, bytes, 0));
    server.createContext("/large", exchange -> answer(exchange, new byte[MAX_BYTES + 1], 0));
    server.createContext("/moved", exchange -> redirect(exchange, "/video.mp4"));
    server.createContext("/loop", exchange -> redirect(exchange, "/loop"));
    server.createContext("/local", exchange -> redirect(exchange, "file:/etc/hostname"));
    server.createContext("/status", FetcherTest::status);
    server.createContext(
        "/broken",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[500]);
          exchange.getResponseBody().flush();
          exchange.getHttpContext().getServer().stop(0);
        });
    server.createContext(
        "/hanging",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[500]);
          exchange.getResponseBody().flush();
          await();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    fetchers.forEach(Fetcher::close);
    server.stop(0);
    ((ExecutorService) server.getExecutor()).shutdownNow();
  }

  @Test
  void a_local_file_has_a_second_name_for_as_long_as_it_is_worked_on() throws Exception {
    Path file = Files.write(folder.resolve("a video.mp4"), bytes);

    try (FetchedVideo video = fetcher().fetch(file.toUri().toString())) {
      assertThat(video.file()).startsWith(downloads);
      assertThat(Files.isSameFile(video.file(), file)).isTrue();
      assertThat(video.length()).isEqualTo(bytes.length);
      assertThat(video.sha256()).isEqualTo(Sha256.of(bytes));
    }

    assertThat(file).exists();
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/video.mp4", "/unstated", "/moved"})
  void a_remote_file_is_copied_and_goes_away_on_close(String path) throws Exception {
    Path copy;
    try (FetchedVideo video = fetcher().fetch(url(path))) {
      copy = video.file();
      assertThat(copy).hasBinaryContent(bytes);
      assertThat(video.length()).isEqualTo(bytes.length);
      assertThat(video.sha256()).isEqualTo(Sha256.of(bytes));
    }

    assertThat(copy).doesNotExist();
  }

  @Test
  void unusable_local_places_are_named() throws IOException {
    Path large = Files.write(folder.resolve("large.mp4"), new byte[MAX_BYTES + 1]);

    assertUnusable(folder.resolve("gone.mp4").toUri().toString(), "There is no file");
    assertUnusable(folder.toUri().toString(), "is not a regular file");
    assertUnusable(large.toUri().toString(), "at least 200001 bytes, expected at most 200000");
    assertUnusable("file:relative.mp4", "expected file:/absolute/path");
    assertUnusable("file://elsewhere/video.mp4", "expected file:/absolute/path");
    assertUnusable("no uri at all", "is not a URI");
    assertUnusable("/tmp/video.mp4", "scheme ''");
    assertUnusable("ftp://host/video.mp4", "scheme 'ftp', expected one of [file, http, https]");
  }

  @Test
  void a_scheme_that_is_not_allowed_is_refused() throws IOException {
    Path file = Files.write(folder.resolve("video.mp4"), bytes);
    Fetcher remoteOnly = fetcher(Set.of("http", "https"), Duration.ofSeconds(20));

    assertThatThrownBy(() -> remoteOnly.fetch(file.toUri().toString()))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining("expected one of [http, https]");
  }

  @Test
  void what_a_server_will_never_give_is_unusable() throws IOException {
    assertUnusable(url("/status/404"), "The server answered 404 for " + url("/status/404"));
    assertUnusable(url("/status/403"), "The server answered 403");
    assertUnusable(url("/large"), "expected at most 200000");
    assertUnusable(url("/loop"), "redirects more than 5 times");
    assertUnusable(url("/local"), "redirects to a local file");
    assertNothingIsLeft();
  }

  @Test
  void what_may_pass_is_retryable() throws IOException {
    String url = url("/");
    assertRetryable(url("/status/500"), "The server answered 500");
    assertRetryable(url("/status/503"), "The server answered 503");
    assertRetryable(url("/status/429"), "The server answered 429");
    assertRetryable(url("/broken"), "Cannot fetch " + url("/broken"));
    assertRetryable(url, "Cannot fetch " + url);
    assertRetryable("http://localhost:" + freePort() + "/", "Cannot fetch");
    assertNothingIsLeft();
  }

  @Test
  void a_transfer_that_takes_too_long_is_retryable() throws IOException {
    Fetcher hasty = fetcher(Set.of("http"), Duration.ofMillis(300));

    assertThatThrownBy(() -> hasty.fetch(url("/hanging")))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("was not transferred within 0.3 s");
    assertNothingIsLeft();
  }

  @Test
  void an_interrupt_ends_a_transfer() throws IOException {
    Fetcher fetcher = fetcher();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> fetcher.fetch(url("/hanging")))
        .isInstanceOf(InterruptedException.class);
    assertNothingIsLeft();
  }

  private void assertUnusable(String uri, String reason) {
    assertThatThrownBy(() -> fetcher().fetch(uri))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining(reason)
        .hasMessageEndingWith(".");
  }

  private void assertRetryable(String uri, String reason) {
    assertThatThrownBy(() -> fetcher().fetch(uri))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining(reason);
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(downloads)) {
      assertThat(files).isEmpty();
    }
  }

  private Fetcher fetcher() {
    return fetcher(Set.of("file", "http", "https"), Duration.ofSeconds(20));
  }

  private Fetcher fetcher(Set<String> schemes, Duration timeout) {
    Fetcher fetcher =
        new Fetcher(
            new FetchLimits(
                schemes,
                MAX_BYTES,
                new FetchLimits.Time(Duration.ofSeconds(5), Duration.ofSeconds(10), timeout, 0),
                2,
                downloads),
            new Reach(Destinations.ANYWHERE, List.of(folder), HostSecrets.NONE));
    fetchers.add(fetcher);
    return fetcher;
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void status(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.sendResponseHeaders(Integer.parseInt(path.substring("/status/".length())), -1);
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, String target) throws IOException {
    exchange.getResponseHeaders().set("Location", target);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static void answer(HttpExchange exchange, byte[] body, long stated) throws IOException {
    exchange.sendResponseHeaders(200, stated);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
