package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.genhowto.gateway.access.AccessSettings;
import org.genhowto.gateway.access.Tokens;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the gateway, and how much. */
class AccessTest extends GatewayFixture {
  private static final String ARM = Tokens.random();
  private static final String LEG = Tokens.random();
  private static final String BOSS = Tokens.random();

  @TempDir Path secrets;

  private final HttpClient browser =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @Override
  Gateway gateway(MockProducer<byte[], byte[]> to, Duration sendTimeout) {
    try {
      Files.write(
          tokens(),
          List.of(
              "# name, hash, a minute, open, priority",
              "",
              line("arm", ARM, "- - normal"),
              line("leg", LEG, "- 2 high"),
              line("boss", BOSS, "- - - operator")));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    return new Gateway(
        settings(sendTimeout, EDGE, TlsSettings.NONE, new AccessSettings(Optional.of(tokens()), 5)),
        platform,
        new GatewayClients(consumer, to, queue),
        more());
  }

  private Path tokens() {
    return secrets.resolve("tokens");
  }

  private static String line(String name, String token, String rest) {
    String[] words = Tokens.line(name, token).split(" ", -1);
    return words[0] + " " + words[1] + " " + rest;
  }

  @Test
  void nobody_is_let_in_without_a_token() throws Exception {
    for (String path :
        List.of("/v1/generations/r1", "/v1/images/" + "a".repeat(64), "/", "/v1/no", "/extra")) {
      HttpResponse<String> refused = get(path);
      assertProblem(refused, 401, null, "A token is needed");
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .contains("Bearer realm=\"genhowto\"");
    }
    assertProblem(post("/v1/generations", body(image("png", 8, 8))), 401, null, "A token");
    assertThat(delete("/v1/generations/r1").statusCode()).isEqualTo(401);
    for (String path : List.of("/healthz", "/readyz", "/metrics", "/openapi.json", "/sign-in")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(producer.history()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer x", "Bearer", "Bearer ", "Basic YTpi", "", "Bearer a b", "bearer"})
  void what_is_no_token_of_a_client_is_refused(String header) throws Exception {
    HttpResponse<String> refused =
        send(request("/v1/generations/r1").header("Authorization", header).GET());

    assertProblem(refused, 401, null, "The token is not known here.");
    String nearly = ARM.substring(1) + "A";
    assertThat(as(nearly, "GET", "/extra", null).statusCode()).isEqualTo(401);
  }

  @Test
  void a_client_sees_its_own_requests_alone() throws Exception {
    HttpResponse<String> asked = as(ARM, "POST", "/v1/generations", body(image("png", 8, 8)));
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    String id = JSON.readTree(asked.body()).path("requestId").asText();

    assertThat(sent(0, Topics.GENERATION_REQUESTS).getClient()).isEqualTo("arm");
    String path = "/v1/generations/" + id;
    assertThat(as(ARM, "GET", path, null).body()).contains("\"client\":\"arm\"");
    assertThat(as(BOSS, "GET", path, null).statusCode()).isEqualTo(200);
    assertProblem(as(LEG, "GET", path, null), 404, null, "There is no request");
    assertThat(as(LEG, "DELETE", path, null).statusCode()).isEqualTo(404);
    assertThat(as(LEG, "GET", path + "/events", null).statusCode()).isEqualTo(404);
    ObjectNode after = body(image("png", 8, 8)).put("earlierRequestId", id);
    after.remove("image");
    assertProblem(
        as(LEG, "POST", "/v1/generations", after), 422, "earlierRequestId", "There is no request");
    assertThat(as(ARM, "POST", "/v1/generations", after).statusCode()).isEqualTo(202);
    assertThat(as(ARM, "DELETE", path, null).statusCode()).isEqualTo(202);
  }

  @Test
  void what_comes_back_over_kafka_is_shown_to_its_client() throws Exception {
    publish(
        Topics.GENERATION_RESULTS,
        "r1",
        GenerationResult.newBuilder(result("r1", GenerationStatus.SUCCEEDED))
            .setClient("arm")
            .build());
    publish(
        Topics.GENERATION_PROGRESS, "r2", GenerationProgress.newBuilder(progress("r2", 1)).build());
    await(() -> code(BOSS, "/v1/generations/r1") == 200);
    await(() -> code(BOSS, "/v1/generations/r2") == 200);

    assertThat(as(ARM, "GET", "/v1/generations/r1", null).body()).contains("\"client\":\"arm\"");
    assertThat(code(LEG, "/v1/generations/r1")).isEqualTo(404);
    assertThat(code(ARM, "/v1/generations/r2")).isEqualTo(404); // Whose it is is not known.
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1/videos", "/v1/dead-letters", "/v1/dashboard", "/v1/ledger/x"})
  void what_shows_the_doings_of_all_is_for_operators(String path) throws Exception {
    assertProblem(as(ARM, "GET", path, null), 403, null, "is no operator");
    assertThat(as(BOSS, "GET", path, null).statusCode()).isNotIn(401, 403);
  }

  @Test
  void the_highest_priority_is_the_lines() throws Exception {
    ObjectNode high = body(image("png", 8, 8)).put("priority", "high");

    assertProblem(as(ARM, "POST", "/v1/generations", high), 403, "priority", "at most 'normal'");
    assertThat(as(LEG, "POST", "/v1/generations", high).statusCode()).isEqualTo(202);
    assertThat(as(ARM, "POST", "/v1/generations", high.put("priority", "normal")).statusCode())
        .isEqualTo(202);
  }

  @Test
  void only_so_many_requests_are_open_at_once() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(
          http.sendAsync(
              call(LEG, "POST", "/v1/generations", body(image("png", 8, 8)))
                  .header("Idempotency-Key", "leg-" + i)
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    List<Integer> codes = new ArrayList<>();
    String open = "";
    for (CompletableFuture<HttpResponse<String>> one : all) {
      codes.add(one.get().statusCode());
      if (one.get().statusCode() == 202) {
        open = JSON.readTree(one.get().body()).path("requestId").asText();
      } else {
        assertThat(one.get().headers().firstValueAsLong("Retry-After")).isPresent();
      }
    }
    assertThat(codes).filteredOn(code -> code == 202).hasSize(2);
    assertThat(codes).filteredOn(code -> code == 429).hasSize(4);
    assertThat(producer.history()).hasSize(2);

    HttpResponse<String> again =
        http.send(
            call(LEG, "POST", "/v1/generations", body(image("png", 8, 8)))
                .header("Idempotency-Key", open)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(again.statusCode()).isEqualTo(202); // It repeats what is open.
    publish(Topics.GENERATION_RESULTS, open, result(open, GenerationStatus.SUCCEEDED));
    String ended = "/v1/generations/" + open;
    await(() -> body(LEG, ended).contains("succeeded"));
    assertThat(as(LEG, "POST", "/v1/generations", body(image("png", 8, 8))).statusCode())
        .isEqualTo(202);
  }

  @Test
  void only_so_many_requests_are_made_in_a_minute() throws Exception {
    rewrite(line("arm", ARM, "2 - high"));
    for (int i = 0; i < 2; i++) {
      assertThat(as(ARM, "POST", "/v1/generations", body(image("png", 8, 8))).statusCode())
          .isEqualTo(202);
    }

    HttpResponse<String> third = as(ARM, "POST", "/v1/generations", body(image("png", 8, 8)));

    assertProblem(third, 429, null, "more requests than 2 in a minute");
    assertThat(third.headers().firstValue("Retry-After")).contains("60");
  }

  @Test
  void a_long_queue_takes_no_more() throws Exception {
    String id =
        JSON.readTree(as(ARM, "POST", "/v1/generations", body(image("png", 8, 8))).body())
            .path("requestId")
            .asText();
    queue.places.put(id, new QueuePlace(1, 5, Duration.ofMillis(41_500)));

    HttpResponse<String> refused = as(ARM, "POST", "/v1/generations", body(image("png", 8, 8)));

    assertProblem(refused, 429, null, "5 requests wait, expected at most 5");
    assertThat(refused.headers().firstValue("Retry-After")).contains("42");
    queue.places.put(id, new QueuePlace(1, 4, null));
    assertThat(as(ARM, "POST", "/v1/generations", body(image("png", 8, 8))).statusCode())
        .isEqualTo(202);
  }

  @Test
  void the_file_is_read_again_when_it_changes_and_a_slip_leaves_the_old_in_force()
      throws Exception {
    String fresh = Tokens.random();
    assertThat(code(fresh, "/extra")).isEqualTo(401);
    Files.writeString(tokens(), line("new", fresh, "1 1 low") + "\n", StandardOpenOption.APPEND);
    assertThat(code(fresh, "/extra")).isEqualTo(200);
    assertThat(code(ARM, "/extra")).isEqualTo(200);

    rewrite("what is this");
    assertThat(code(ARM, "/extra")).isEqualTo(200);
    Files.delete(tokens());
    assertThat(code(ARM, "/extra")).isEqualTo(200);

    rewrite(line("new", fresh, "1 1 low"));
    assertThat(code(ARM, "/extra")).isEqualTo(401);
    assertThat(code(fresh, "/extra")).isEqualTo(200);
  }

  @Test
  void a_browser_signs_in_with_a_form_and_keeps_the_token_in_a_cookie() throws Exception {
    HttpResponse<String> page = page("/", "text/html,*/*");
    assertThat(page.statusCode()).isEqualTo(303);
    assertThat(page.headers().firstValue("Location")).contains("/sign-in?to=%2F");
    assertThat(get("/sign-in").headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("form-action 'self'");
    assertThat(signIn("token=wrong&to=/", own()).statusCode()).isEqualTo(401);

    HttpResponse<String> in = signIn("token=" + BOSS + "&to=/extra", own());

    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).contains("/extra");
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").contains("Path=/");
    String kept = cookie.split(";", -1)[0];
    assertThat(send(request("/extra").header("Cookie", kept).GET()).statusCode()).isEqualTo(200);
    HttpRequest.Builder change =
        request("/v1/generations")
            .header("Cookie", kept)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(image("png", 8, 8)).toString()));
    assertProblem(send(change.copy()), 403, null, "needs the header Origin");
    assertThat(send(change.copy().header("Origin", "https://evil.example")).statusCode())
        .isEqualTo(403);
    assertThat(send(change.copy().header("Origin", "null")).statusCode()).isEqualTo(403);
    assertThat(send(change.copy().header("Origin", own())).statusCode()).isEqualTo(202);
    assertThat(signIn("token=" + BOSS, "https://evil.example").statusCode()).isEqualTo(403);
    HttpResponse<String> out =
        send(
            request("/sign-out").header("Origin", own()).POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(out.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("Expires=Thu, 01 Jan 1970");
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "application/json", "text/plain", "a;b"})
  void a_sign_in_that_is_no_form_is_refused(String type) throws Exception {
    HttpResponse<String> refused =
        send(
            request("/sign-in")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("token=&to=")));

    assertProblem(refused, 415, null, "expected application/x-www-form-urlencoded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"//evil.example", "/\\evil.example", "https://evil.example", "x", ""})
  void signing_in_leads_nowhere_else(String to) throws Exception {
    String encoded = java.net.URLEncoder.encode(to, java.nio.charset.StandardCharsets.UTF_8);

    assertThat(signIn("token=" + BOSS + "&to=" + encoded, own()).headers().firstValue("Location"))
        .contains("/");
    assertThat(get("/sign-in?to=" + encoded).body()).contains("name=\"to\" value=\"/\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          arm                                   | it has 1 words, expected a name
          arm HASH 1 1 high x                   | it has 6 words, expected a name
          a/b HASH 1 1 high                     | its name is 'a/b', expected 1 to 128
          arm 1234 1 1 high                     | its second word is no SHA-256
          arm HASH 0 1 high                     | its requests a minute is '0', expected 1 to 999999
          arm HASH 1 x high                     | its open requests is 'x', expected 1 to 999999
          arm HASH 1 1 urgent                   | its priority is 'urgent', expected low, normal or
          """)
  void a_line_that_is_none_stops_the_start_and_is_named(String line, String why) throws Exception {
    Path file = secrets.resolve("bad");
    Files.writeString(file, "# who\n" + line.replace("HASH", "a".repeat(64)) + "\n");

    assertThatThrownBy(() -> start(Map.of("gateway.tokens", file.toString())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("line 2: " + why);
  }

  @Test
  void a_gateway_that_others_reach_has_tokens_and_tls() {
    Map<String, String> open = Map.of("gateway.host", "0.0.0.0");
    assertThatThrownBy(() -> start(open))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("expected gateway.tokens");
    Map<String, String> clear =
        Map.of("gateway.host", "0.0.0.0", "gateway.tokens", tokens().toString());
    assertThatThrownBy(() -> start(clear))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gateway.tls-certificate");
    for (Map<String, String> ended :
        List.of(Map.of("gateway.tls", "proxy"), Map.of("gateway.forwarded", "trust"))) {
      Map<String, String> all = new HashMap<>(clear);
      all.putAll(ended);
      all.put("gateway.port", "0");
      start(all).close();
    }
    assertThatThrownBy(() -> start(Map.of("gateway.tls-key", "key.pem")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("expected both or none");
    assertThatThrownBy(() -> start(Map.of("gateway.tokens", "/no/such/file")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be read");
  }

  private Gateway start(Map<String, String> settings) {
    Gateway other =
        new Gateway(
            GatewaySettings.from(Configuration.of(settings)),
            platform,
            new GatewayClients(freshConsumer(null), producer(), new StandInQueue()),
            List.of());
    other.start();
    return other;
  }

  private void rewrite(String line) throws Exception {
    Files.writeString(tokens(), line + "\n");
  }

  private String own() {
    return "http://127.0.0.1:" + gateway.port();
  }

  private HttpResponse<String> signIn(String form, String origin) throws Exception {
    return browser.send(
        request("/sign-in")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", origin)
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> page(String path, String accept) throws Exception {
    return browser.send(
        request(path).header("Accept", accept).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder call(
      String token, String method, String path, @Nullable ObjectNode body) {
    return HttpRequest.newBuilder(URI.create(own() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  private HttpResponse<String> as(
      String token, String method, String path, @Nullable ObjectNode body) throws Exception {
    return send(call(token, method, path, body));
  }

  private int code(String token, String path) {
    try {
      return as(token, "GET", path, null).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String body(String token, String path) {
    try {
      return as(token, "GET", path, null).body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
