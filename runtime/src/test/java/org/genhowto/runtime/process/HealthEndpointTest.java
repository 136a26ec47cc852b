package org.genhowto.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.HealthPages;
import org.genhowto.runtime.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {
  private static final class SetWorker implements Worker {
    private boolean ready;
    private @Nullable Throwable failure;

    @Override
    public String name() {
      return "localizer";
    }

    @Override
    public void start() {}

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public Optional<Throwable> failure() {
      return Optional.ofNullable(failure);
    }

    @Override
    public void close() {}
  }

  private final SetWorker worker = new SetWorker();
  private final Telemetry telemetry = new Telemetry();
  private HealthEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    endpoint =
        HealthEndpoint.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            new HealthPages(new Health(List.of(worker)), telemetry));
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Test
  void a_worker_that_starts_is_healthy_and_not_ready() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("{\"localizer\":\"starting\"}");
    worker.ready = true;
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void a_worker_that_failed_is_neither() throws Exception {
    worker.ready = true;
    worker.failure = new IllegalStateException("a bug");
    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).contains("a bug");
  }

  @Test
  void metrics_tell_what_workers_did() throws Exception {
    telemetry.worker("localizer").emitted();
    telemetry.worker("localizer").skipped("low-confidence");
    telemetry.worker("localizer").deadLetter();
    assertThat(get("/metrics").body())
        .contains("genhowto_worker_records_total{outcome=\"emitted\",worker=\"localizer\"} 1.0")
        .contains("genhowto_worker_records_total{outcome=\"dead-letter\",worker=\"localizer\"} 1.0")
        .contains(
            "genhowto_worker_skips_total{reason=\"low-confidence\",worker=\"localizer\"} 1.0");
    assertThat(telemetry.numbers().get(0).finished()).isEqualTo(3);
  }

  @Test
  void other_pages_are_not_found() throws Exception {
    assertThat(get("/healthz/more").statusCode()).isEqualTo(404);
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  @Tag("slow")
  @Test
  void half_sent_requests_hold_up_nobody_and_lose_their_connection() throws Exception {
    List<Socket> half = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
        socket.getOutputStream().write("GET /healthz HT".getBytes(StandardCharsets.US_ASCII));
        socket.setSoTimeout(60_000);
        half.add(socket);
      }
      long before = System.nanoTime();
      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      assertThat(get("/metrics").statusCode()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      for (Socket socket : half) {
        assertThat(HalfSent.closed(socket)).isTrue();
      }
    } finally {
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
