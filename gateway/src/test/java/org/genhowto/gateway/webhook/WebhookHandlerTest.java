package org.genhowto.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.NotYetException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebhookHandlerTest {
  private static final String SECRET =
      "whsec_" + Base64.getEncoder().encodeToString("0123456789abcdef01234567".getBytes(UTF_8));
  private static final String NEWER =
      "whsec_" + Base64.getEncoder().encodeToString("abcdef012345670123456789".getBytes(UTF_8));
  private static final Instant NOW = Instant.parse("2024-06-17T10:00:00Z");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Headers> headers = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final List<WebhookCalls> open = new ArrayList<>();
  private HttpServer receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(threads);
    receiver.start();
  }

  @AfterEach
  void stop() {
    open.forEach(WebhookCalls::close);
    receiver.stop(0);
    threads.shutdownNow();
  }

  @Test
  void a_result_is_posted_as_its_request_shows_it() throws Exception {
    answer("/hook", 204);

    assertThat(handle(handler(SECRET), result("/hook"))).isEqualTo(Outcome.emit());

    JsonNode body = new ObjectMapper().readTree(bodies.get(0));
    assertThat(body.get("requestId").asText()).isEqualTo("order.1");
    assertThat(body.get("status").asText()).isEqualTo("succeeded");
    assertThat(body.at("/result/images/0/url").asText())
        .isEqualTo("https://robots.example/v1/images/" + "a".repeat(64));
    assertThat(headers.get(0).getFirst("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void a_call_is_signed_with_every_secret_as_standard_webhooks_has_it() throws Exception {
    answer("/hook", 200);

    handle(handler(NEWER + "," + SECRET), result("/hook"));

    String id = headers.get(0).getFirst("webhook-id");
    String timestamp = headers.get(0).getFirst("webhook-timestamp");
    assertThat(id).matches("msg_[0-9a-f]{32}");
    assertThat(timestamp).isEqualTo(Long.toString(NOW.getEpochSecond()));
    assertThat(headers.get(0).getFirst("webhook-signature").split(" "))
        .containsExactly(
            WebhookSecret.of(NEWER).sign(id, NOW.getEpochSecond(), bodies.get(0)),
            WebhookSecret.of(SECRET).sign(id, NOW.getEpochSecond(), bodies.get(0)));
  }

  /** The example that libraries of the specification are tested with. */
  @Test
  void a_signature_is_that_of_the_specification() {
    assertThat(
            WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .sign(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330,
                    "{\"test\": 2432232314}".getBytes(UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void the_id_is_the_same_at_every_try_and_another_for_another_request() throws Exception {
    answer("/hook", 200);
    WebhookHandler handler = handler(SECRET);

    handle(handler, result("/hook"));
    handle(handler, result("/hook"));
    handle(handler, GenerationResult.newBuilder(result("/hook")).setRequestHash("x").build());

    List<String> ids = headers.stream().map(each -> each.getFirst("webhook-id")).toList();
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 400, 401, 404, 409, 410, 422})
  void what_is_refused_for_good_is_a_dead_letter_at_once(int status) throws Exception {
    answer("/hook?token=hidden", status);

    Outcome outcome = handle(handler(SECRET), result("/hook?token=hidden"));

    assertThat(outcome).isInstanceOf(Outcome.Reject.class);
    assertThat(((Outcome.Reject) outcome).reason())
        .contains("answered " + status + " for the result of request order.1", "said so")
        .doesNotContain("hidden");
    assertThat(bodies).hasSize(1); // Redirects are not followed.
  }

  @ParameterizedTest
  @CsvSource({
    "500,,0",
    "503,,0",
    "408,,0",
    "425,,0",
    "429,120,120",
    "503,7,7",
    "429,soon,0",
    "429,999999,3600",
    "429,'Mon, 17 Jun 2024 10:01:00 GMT',60",
    "429,'Mon, 17 Jun 2024 09:00:00 GMT',0"
  })
  void what_may_pass_is_tried_again_and_not_before_it_is_asked_to(
      int status, String retryAfter, long seconds) {
    answer("/hook", status, retryAfter);

    assertThatThrownBy(() -> handle(handler(SECRET), result("/hook")))
        .isInstanceOfSatisfying(
            RetryableException.class,
            e -> assertThat(e.pause()).isEqualTo(Duration.ofSeconds(seconds)))
        .hasMessageContaining("answered " + status);
  }

  @Test
  void who_cannot_be_reached_is_called_again() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    GenerationResult result = resultTo("http://127.0.0.1:" + port + "/");

    assertThatThrownBy(() -> handle(handler(SECRET), result))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("http://127.0.0.1:" + port + " could not be told of request order.1");
    assertThatThrownBy(() -> handle(handler(SECRET), resultTo("http://nobody.invalid/secret-path")))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("http://nobody.invalid could not be told")
        .hasMessageNotContaining("secret-path");
  }

  @Test
  void silence_ends_at_the_limit() {
    CountDownLatch end = new CountDownLatch(1);
    receiver.createContext(
        "/hook",
        exchange -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    assertThatThrownBy(() -> handle(handler(SECRET, "webhooks.timeout", "200ms"), result("/hook")))
        .isInstanceOf(RetryableException.class);
    end.countDown();
  }

  @Test
  void an_answer_without_end_is_not_read_to_its_end() throws Exception {
    receiver.createContext(
        "/hook",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
              out.write(new byte[1024]);
              out.flush();
            }
          }
        });

    assertThat(handle(handler(SECRET), result("/hook"))).isEqualTo(Outcome.emit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "127.1", "0x7f000001", "2130706433"})
  void this_machine_is_not_called_unless_the_settings_allow_it(String host) throws Exception {
    answer("/hook", 200);
    GenerationResult result =
        resultTo("http://%s:%d/hook".formatted(host, receiver.getAddress().getPort()));
    String reason;
    try {
      reason = handle(handler(SECRET, "webhooks.private", "false"), result).toString();
    } catch (RetryableException e) { // Not every spelling is an address to Java.
      reason = String.valueOf(e.getMessage());
    }

    assertThat(reason)
        .containsAnyOf(
            "of this machine or of a private network", "could not be told", "cannot be posted");
    assertThat(bodies).isEmpty();
  }

  @Test
  void a_result_that_asks_for_no_call_is_skipped_and_one_without_a_secret_is_not()
      throws Exception {
    GenerationResult silent = GenerationResult.newBuilder(result("/hook")).setWebhook(null).build();

    assertThat(handle(handler(SECRET), silent)).isEqualTo(Outcome.skip("no-webhook"));
    assertThat(handle(handler(""), result("/hook")))
        .isEqualTo(
            Outcome.reject(
                "Result of request order.1 asks to be posted, but webhooks.secret is not set."));
    assertThat(handle(handler(SECRET), resultTo("file:/etc/passwd")).toString())
        .contains("expected an http or https address");
  }

  @Test
  void a_receiver_that_is_busy_does_not_get_more_calls_than_allowed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    receiver.createContext(
        "/hook",
        exchange -> {
          begun.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    WebhookHandler handler = handler(SECRET, "webhooks.calls-per-host", "1");
    var first = threads.submit(() -> handle(handler, result("/hook")));
    begun.await();

    assertThatThrownBy(() -> handle(handler, result("/hook"))).isInstanceOf(NotYetException.class);
    end.countDown();
    assertThat(first.get()).isEqualTo(Outcome.emit());
  }

  private void answer(String path, int status) {
    answer(path, status, null);
  }

  private void answer(String path, int status, @Nullable String retry) {
    receiver.createContext(
        path.replaceFirst("[?].*", ""),
        exchange -> {
          headers.add(exchange.getRequestHeaders());
          bodies.add(exchange.getRequestBody().readAllBytes());
          if (retry != null) {
            exchange.getResponseHeaders().add("Retry-After", retry);
          }
          exchange.getResponseHeaders().add("Location", path);
          byte[] text = "said so".getBytes(UTF_8);
          exchange.sendResponseHeaders(status, status == 204 ? -1 : text.length);
          if (status != 204) {
            exchange.getResponseBody().write(text);
          }
          exchange.close();
        });
  }

  private WebhookHandler handler(String secret, String... more) {
    WebhookSettings settings = WebhookSettingsTest.settings(secret, more);
    WebhookCalls calls = new WebhookCalls(settings);
    calls.start();
    open.add(calls);
    return new WebhookHandler(
        settings, calls, Clock.fixed(NOW, ZoneOffset.UTC), "https://robots.example");
  }

  private GenerationResult result(String path) {
    return resultTo("http://127.0.0.1:%d%s".formatted(receiver.getAddress().getPort(), path));
  }

  private static Outcome handle(WebhookHandler handler, GenerationResult result) throws Exception {
    return handler.handle(
        new Incoming<>(result.getRequestId(), result, "generation-results", 0, 0, 1));
  }

  private static GenerationResult resultTo(String address) {
    BlobRef image =
        BlobRef.newBuilder()
            .setUri("blob:" + "a".repeat(64))
            .setSha256("a".repeat(64))
            .setLength(10)
            .setMediaType("image/png")
            .build();
    return GenerationResult.newBuilder()
        .setRequestId("order.1")
        .setStatus(GenerationStatus.SUCCEEDED)
        .setTarget(Target.FINAL_STATE)
        .setImages(List.of(GeneratedImage.newBuilder().setImage(image).setSeed(7).build()))
        .setWebhook(address)
        .build();
  }
}
