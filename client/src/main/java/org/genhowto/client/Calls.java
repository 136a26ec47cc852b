package org.genhowto.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls of one gateway; what is no success becomes a {@link GatewayException}. */
final class Calls {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int FIRST_REFUSAL = 300;

  private final URI base;
  private final @Nullable String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(CONNECT)
          .build();

  /**
   * @param token that lets in, where the gateway asks for one; no other server gets it
   * @throws IllegalArgumentException it is no http or https address of a host
   */
  Calls(URI base, @Nullable String token) {
    String scheme = String.valueOf(base.getScheme());
    if (!scheme.matches("(?i)https?") || base.getHost() == null) {
      throw new IllegalArgumentException(
          "The gateway is '%s', expected an address such as http://127.0.0.1:8080".formatted(base));
    }
    this.token = token;
    this.base = URI.create(base.toString().replaceFirst("/+$", "") + "/");
  }

  /** A call to a path below the gateway, or to a whole address. */
  HttpRequest.Builder to(String address) {
    // A link that a proxy has not put its path before is below it all the same.
    boolean whole = address.startsWith(base.getPath());
    URI to = base.resolve(whole ? address : address.replaceFirst("^/+", ""));
    HttpRequest.Builder call = HttpRequest.newBuilder(to);
    boolean here =
        to.getScheme().equalsIgnoreCase(base.getScheme())
            && to.getAuthority().equals(base.getAuthority());
    return here && token != null ? call.header("Authorization", "Bearer " + token) : call;
  }

  /**
   * Sends it and reads the answer.
   *
   * @throws GatewayException there is no answer, or it is a refusal
   */
  byte[] send(HttpRequest.Builder call) throws InterruptedException {
    try {
      HttpResponse<byte[]> answer =
          http.send(call.timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() >= FIRST_REFUSAL) {
        throw refusal(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer.body();
    } catch (IOException e) {
      throw unreached(e);
    }
  }

  /** Begins to follow events; the answer comes at the end, with the text of a refusal. */
  CompletableFuture<HttpResponse<String>> open(HttpRequest.Builder call, EventStream events) {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            call.header("Accept", "text/event-stream").build(),
            info ->
                info.statusCode() == 200
                    ? events.body()
                    : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8));
    // Whoever sees the end finds the answer done, which what whenComplete returns is only later.
    CompletableFuture<HttpResponse<String>> unused =
        answer.whenComplete((done, failure) -> events.end());
    return answer;
  }

  GatewayException refusal(int status, String body) {
    try {
      JsonNode root = GoalState.tree(body);
      if (root.hasNonNull("error")) {
        String field = root.hasNonNull("field") ? root.path("field").asText() : null;
        return new GatewayException(status, field, root.path("error").asText(), null);
      }
    } catch (GatewayException e) {
      // Something in between answers with a page; its status is what there is to say.
    }
    return new GatewayException(
        status, null, "%s answers with status %d.".formatted(base, status), null);
  }

  GatewayException unreached(Throwable cause) {
    String reason =
        cause instanceof HttpTimeoutException
            ? "no answer came in time"
            : cause instanceof ConnectException
                ? "nothing listens there"
                : "the connection broke: " + cause.getMessage();
    return GatewayException.unreached(
        "The gateway at %s is out of reach: %s.".formatted(base, reason), cause);
  }
}
