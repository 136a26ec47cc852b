package org.genhowto.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayClientTest {
  private static final String QUEUED = "{\"requestId\":\"r1\",\"status\":\"queued\"}";
  private static final String RUNNING =
      "{\"requestId\":\"r1\",\"status\":\"running\",\"progress\":{\"stage\":\"denoising\","
          + "\"stepsDone\":3,\"stepsTotal\":10,\"worker\":\"w\",\"attempt\":2,"
          + "\"preview\":{\"url\":\"/v1/images/cd\"}}}";
  private static final String DONE =
      "{\"requestId\":\"r1\",\"status\":\"succeeded\",\"result\":{\"images\":[{\"url\":"
          + "\"/v1/images/ab\",\"mediaType\":\"image/png\",\"seed\":-5,"
          + "\"skip\":10,\"agreement\":0.5}]}}";
  private static final Duration LONG = Duration.ofMinutes(1);

  private ScriptedGateway gateway;
  private GatewayClient client;

  @BeforeEach
  void start() throws IOException {
    gateway = new ScriptedGateway();
    client = new GatewayClient(gateway.address(), LONG);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void a_request_goes_out_with_every_field_and_its_name() throws InterruptedException {
    gateway.json(202, QUEUED);
    GoalRequest request =
        GoalRequest.of(new byte[] {1, 2}, "a sliced \"apple\"", "final-state")
            .named("r1")
            .negativePrompt("peel")
            .steps(20)
            .skip(4)
            .guidance(7.5)
            .count(2)
            .seed(Long.MIN_VALUE)
            .priority("high")
            .within(Duration.ofMillis(1500))
            .supersedes("arm")
            .modelVersion("v1")
            .method("sdedit")
            .sampler("ddim")
            .size(72)
            .controlScale(0.5)
            .controlStart(0.25)
            .controlEnd(0.75)
            .imageGuidance(2)
            .sourcePrompt("an apple")
            .candidates(4)
            .previewEvery(5)
            .webhook("https://robots.example/hook")
            .replyTopic("replies.arm")
            .chain("c", 3);

    GoalState state = client.submit(request);

    assertThat(state.status()).isEqualTo(GoalStatus.QUEUED);
    ScriptedGateway.Call call = gateway.calls().get(0);
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.path()).isEqualTo("/v1/generations");
    assertThat(call.headers()).containsEntry("idempotency-key", "r1");
    assertThat(call.body())
        .isEqualTo(
            "{\"prompt\":\"a sliced \\\"apple\\\"\",\"target\":\"final-state\","
                + "\"negativePrompt\":\"peel\",\"steps\":20,\"skip\":4,\"guidance\":7.5,"
                + "\"count\":2,\"seed\":-9223372036854775808,\"priority\":\"high\","
                + "\"withinSeconds\":2,\"supersedeKey\":\"arm\",\"modelVersion\":\"v1\","
                + "\"method\":\"sdedit\",\"sampler\":\"ddim\","
                + "\"size\":72,\"controlScale\":0.5,\"controlStart\":0.25,\"controlEnd\":0.75,"
                + "\"imageGuidance\":2.0,\"sourcePrompt\":\"an apple\",\"candidates\":4,"
                + "\"previewEvery\":5,\"webhook\":\"https://robots.example/hook\","
                + "\"replyTopic\":\"replies.arm\","
                + "\"chainId\":\"c\",\"step\":3,\"image\":\"AQI=\"}");
  }

  @Test
  void a_sweep_goes_out_as_a_list() throws InterruptedException {
    gateway.json(202, QUEUED);

    client.submit(GoalRequest.of(new byte[] {1}, "p", "action").sweep(List.of(0, 10)));

    assertThat(gateway.calls().get(0).body()).contains("\"sweep\":[0,10]");
  }

  @Test
  void a_token_goes_to_the_gateway_and_to_no_other_server() throws Exception {
    gateway.json(200, QUEUED).events("id: 1\ndata: " + DONE + "\n\n");
    try (ScriptedGateway other = new ScriptedGateway()) {
      other.json(200, "bytes");
      GatewayClient known = client.withToken("secret");

      known.state("r1");
      known.await("r1", LONG, state -> {});
      URI elsewhere = other.address().resolve("/v1/images/ab");
      known.image(new GoalImage(elsewhere, "image/png", 1, null, null, null));

      assertThat(gateway.calls())
          .allSatisfy(
              call -> assertThat(call.headers()).containsEntry("authorization", "Bearer secret"));
      assertThat(other.calls().get(0).headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void what_is_left_out_is_not_sent() throws InterruptedException {
    gateway.json(202, QUEUED);

    client.submit(GoalRequest.after("r0", 1, "p", "action"));

    assertThat(gateway.calls().get(0).body())
        .isEqualTo(
            "{\"prompt\":\"p\",\"target\":\"action\",\"earlierRequestId\":\"r0\","
                + "\"earlierIndex\":1}");
  }

  @Test
  void a_submission_without_an_answer_is_repeated_under_the_same_name()
      throws InterruptedException {
    gateway.cut().cut().json(503, "{\"error\":\"Kafka is away.\"}").json(202, QUEUED);

    assertThat(client.submit(GoalRequest.of(new byte[1], "p", "action")).requestId())
        .isEqualTo("r1");

    assertThat(gateway.calls()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(gateway.calls().stream().map(call -> call.headers().get("idempotency-key")))
        .containsOnly(gateway.calls().get(0).headers().get("idempotency-key"));
  }

  @Test
  void a_refusal_has_status_field_and_sentence() {
    gateway.json(400, "{\"error\":\"steps is '0', expected more.\",\"field\":\"steps\"}");

    GatewayException refusal =
        catchThrowableOfType(
            GatewayException.class,
            () -> client.submit(GoalRequest.of(new byte[1], "p", "action").steps(0)));

    assertThat(refusal).hasMessage("steps is '0', expected more.");
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.field()).contains("steps");
    assertThat(gateway.calls()).hasSize(1);
  }

  @Test
  void a_page_in_place_of_an_answer_is_told_by_its_status() {
    gateway.answer(new ScriptedGateway.Answer(502, "text/html", "<html>Bad".getBytes(UTF_8)));

    assertThatThrownBy(() -> client.state("r1"))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("answers with status 502");
  }

  @Test
  void another_server_is_not_taken_for_a_gateway() {
    gateway.answer(new ScriptedGateway.Answer(200, "text/html", "<html>\nHi".getBytes(UTF_8)));

    assertThatThrownBy(() -> client.state("r1"))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("no gateway")
        .hasMessageContaining("'<html> Hi'");
  }

  @Test
  void where_nothing_listens_the_address_is_named() {
    URI address = gateway.address();
    gateway.close();

    GatewayException failure =
        catchThrowableOfType(
            GatewayException.class,
            () ->
                new GatewayClient(address, Duration.ZERO)
                    .submit(GoalRequest.of(new byte[1], "p", "action")));

    assertThat(failure)
        .hasMessage("The gateway at " + address + "/ is out of reach: nothing listens there.");
    assertThat(failure.status()).isEqualTo(GatewayException.NO_ANSWER);
  }

  @Test
  void a_broken_connection_goes_on_behind_the_last_event() throws InterruptedException {
    gateway
        .events("event: progress\nid: 1\nretry: 3000\ndata: " + QUEUED + "\n\n: waiting\n\n")
        .cut()
        .cut()
        .json(404, "{\"error\":\"There is no request 'r1'.\"}")
        .events(
            "id: 2\ndata: " + RUNNING + "\n\nid: 3\r\nevent: result\r\ndata: " + DONE + "\r\n\r\n");
    List<GoalStatus> seen = new ArrayList<>();

    GoalState end = client.await("r1", LONG, state -> seen.add(state.status()));

    assertThat(end.status()).isEqualTo(GoalStatus.SUCCEEDED);
    assertThat(end.images())
        .containsExactly(
            new GoalImage(URI.create("/v1/images/ab"), "image/png", -5, 10, 0.5, null));
    assertThat(seen).containsExactly(GoalStatus.QUEUED, GoalStatus.RUNNING, GoalStatus.SUCCEEDED);
    assertThat(gateway.calls().get(0).headers()).doesNotContainKey("last-event-id");
    assertThat(gateway.calls().get(gateway.calls().size() - 1).headers())
        .containsEntry("last-event-id", "1");
  }

  @Test
  void an_event_that_was_cut_off_does_not_count() throws InterruptedException {
    gateway
        .events("id: 1\ndata: " + RUNNING.substring(0, 20))
        .events("id: 3\ndata: " + DONE + "\n\n");

    assertThat(client.await("r1", LONG, state -> {}).status()).isEqualTo(GoalStatus.SUCCEEDED);
  }

  @Test
  void a_request_that_is_over_before_another_event_is_asked_for() throws InterruptedException {
    gateway.json(204, "").json(200, DONE);

    assertThat(client.await("r1", LONG, state -> {}).status()).isEqualTo(GoalStatus.SUCCEEDED);
  }

  @Test
  void when_the_time_is_up_the_newest_state_is_returned() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      gateway.events("id: 1\ndata: " + RUNNING + "\n\n");
    }

    GoalState state = client.await("r1", Duration.ofMillis(800), ignored -> {});

    assertThat(state.status().finished()).isFalse();
    assertThat(state.progress())
        .contains(new GoalProgress("denoising", 3, 10, "w", 2, URI.create("/v1/images/cd")));
  }

  @Test
  void a_request_that_stays_unknown_ends_the_wait() {
    for (int i = 0; i < 5; i++) {
      gateway.json(404, "{\"error\":\"There is no request 'r1'.\"}");
    }

    assertThatThrownBy(
            () ->
                new GatewayClient(gateway.address(), Duration.ZERO).await("r1", LONG, state -> {}))
        .isInstanceOf(GatewayException.class)
        .hasMessage("There is no request 'r1'.");
  }

  @Test
  void a_cancelled_request_says_so() throws InterruptedException {
    gateway.json(202, QUEUED.replace("queued", "cancelled"));

    assertThat(client.cancel("a b/c").status()).isEqualTo(GoalStatus.CANCELLED);
    assertThat(gateway.calls().get(0).method()).isEqualTo("DELETE");
    assertThat(gateway.calls().get(0).path()).isEqualTo("/v1/generations/a%20b%2Fc");
  }

  @Test
  void an_image_is_read_as_it_is() throws InterruptedException {
    byte[] png = {(byte) 137, 80, 0, -1};
    gateway.answer(new ScriptedGateway.Answer(200, "image/png", png));

    assertThat(
            client.image(
                new GoalImage(URI.create("/v1/images/ab"), "image/png", 1, null, null, null)))
        .isEqualTo(png);
    assertThat(gateway.calls().get(0).path()).isEqualTo("/v1/images/ab");
  }

  @Test
  void a_gateway_may_lie_below_a_path() throws InterruptedException {
    gateway.json(200, QUEUED);

    new GatewayClient(gateway.address().resolve("/robots/")).state("r1");

    assertThat(gateway.calls().get(0).path()).isEqualTo("/robots/v1/generations/r1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "ftp://host", "http:///x", "gateway"})
  void what_is_no_address_is_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GatewayClient(URI.create(text)))
        .withMessageContaining(text)
        .withMessageContaining("http://127.0.0.1:8080");
  }

  @Test
  void an_unknown_status_names_the_known_ones() {
    gateway.json(200, "{\"requestId\":\"r1\",\"status\":\"sleeping\"}");

    assertThatThrownBy(() -> client.state("r1"))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("'sleeping'")
        .hasMessageContaining("superseded");
  }
}
