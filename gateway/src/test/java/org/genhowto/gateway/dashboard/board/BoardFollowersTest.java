package org.genhowto.gateway.dashboard.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.genhowto.gateway.http.EdgeSettings;
import org.genhowto.gateway.http.Forwarded;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.ServerEdge;
import org.genhowto.gateway.http.TlsSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoardFollowersTest {
  private static final int MOST = 200;

  private final Board board = new Board();
  private final AtomicInteger refreshed = new AtomicInteger();
  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final InstantSource source = () -> Instant.ofEpochMilli(millis.get());
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final BoardFollowers followers =
      new BoardFollowers(board, clock, refreshed::incrementAndGet, MOST);
  private final HttpClient http = HttpClient.newHttpClient();
  private Javalin server;

  @BeforeEach
  void start() {
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              ServerEdge.addTo(
                  config,
                  new EdgeSettings(Set.of(), Set.of(), Forwarded.IGNORE, "", 1000),
                  TlsSettings.NONE,
                  "127.0.0.1",
                  0);
              config.routes.get("/events", followers::follow);
              config.routes.after(ServerEdge::drain);
              config.routes.exception(
                  GatewayProblem.class, (problem, context) -> context.status(problem.status()));
            });
    server.start();
    board.show("topics", Map.of("a", Map.of("records", 1)));
  }

  @AfterEach
  void stop() {
    followers.close();
    server.stop();
  }

  @Test
  void a_snapshot_comes_at_once_and_then_only_what_has_changed() throws Exception {
    Iterator<String> lines = follow("").body().iterator();
    assertThat(event(lines)).startsWith("event: snapshot").contains("\"records\":1");

    board.show("topics", Map.of("a", Map.of("records", 1), "b", Map.of("records", 5)));
    followers.tick();

    assertThat(event(lines)).startsWith("event: delta").contains("\"b\"").doesNotContain("\"a\"");
    assertThat(refreshed).hasValue(1);
  }

  @Test
  void whoever_comes_back_gets_what_it_has_not_had() throws Exception {
    String first = event(follow("").body().iterator());
    String id = first.lines().filter(line -> line.startsWith("id: ")).findFirst().orElseThrow();
    board.show("topics", Map.of("a", Map.of("records", 1), "b", Map.of("records", 5)));

    assertThat(event(follow(id.substring(4)).body().iterator()))
        .startsWith("event: delta")
        .contains("\"b\"")
        .doesNotContain("\"a\"");
    for (String other : List.of("nonsense", "00000000-1", "-1")) {
      assertThat(event(follow(other).body().iterator())).as(other).startsWith("event: snapshot");
    }
  }

  @Test
  void where_nothing_changes_there_is_a_sign_of_life_now_and_then() throws Exception {
    Iterator<String> lines = follow("").body().iterator();
    event(lines);

    followers.tick(); // Too soon.
    millis.addAndGet(5000);
    followers.tick();

    assertThat(event(lines)).startsWith("event: beat").contains("{\"at\":1005000}");
  }

  @Test
  void more_than_so_many_are_told_to_come_again() throws Exception {
    List<Iterator<String>> all = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      all.add(follow("").body().iterator());
    }
    all.forEach(lines -> assertThat(event(lines)).startsWith("event: snapshot"));

    assertThat(follow("").statusCode()).isEqualTo(503);
    assertThat(followers.count()).isEqualTo(MOST);
  }

  @Test
  void those_who_never_read_cost_no_memory_and_keep_nobody_waiting_and_are_cut_off()
      throws Exception {
    List<Socket> deaf = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket
          .getOutputStream()
          .write("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(UTF_8));
      deaf.add(socket);
    }
    until(() -> followers.count() == 20);
    Iterator<String> reader = follow("").body().iterator();
    event(reader);
    long before = used();
    String large = "x".repeat(200_000);

    for (int turn = 0; turn < 300; turn++) { // 60 MB for each.
      board.show("topics", Map.of("a", Map.of("turn", turn, "large", large)));
      followers.tick();
      assertThat(event(reader)).contains("\"turn\":" + turn);
    }

    assertThat(used() - before).isLessThan(60L << 20);
    millis.addAndGet(Duration.ofMinutes(2).toMillis());
    board.show("topics", Map.of("a", Map.of("turn", "last")));
    followers.tick();
    assertThat(event(reader)).contains("last");
    until(() -> followers.count() == 1);
    for (Socket socket : deaf) {
      socket.close();
    }
  }

  @Test
  void who_leaves_is_forgotten() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket
        .getOutputStream()
        .write("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(UTF_8));
    BufferedReader answer =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    assertThat(answer.readLine()).contains("200");
    assertThat(followers.isEmpty()).isFalse();

    socket.close();

    until(
        () -> {
          millis.addAndGet(5000);
          followers.tick();
          return followers.isEmpty();
        });
  }

  @Test
  void a_server_that_has_ended_first_leaves_nothing_behind() throws Exception {
    List<Iterator<String>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(follow("").body().iterator());
    }
    all.forEach(BoardFollowersTest::event);

    server.stop();
    followers.close();

    assertThat(followers.isEmpty()).isTrue();
    // Whoever would still handle a request that is over does so for ever.
    until(
        () ->
            Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> !thread.getKey().equals(Thread.currentThread()))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .noneMatch(frame -> frame.getClassName().startsWith("io.javalin")));
  }

  private HttpResponse<Stream<String>> follow(String lastId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events"));
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
  }

  private static String event(Iterator<String> lines) {
    StringBuilder event = new StringBuilder();
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      event.append(line).append('\n');
    }
    return event.toString();
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void until(BooleanSupplier condition) {
    Instant end = Instant.now().plusSeconds(50);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
