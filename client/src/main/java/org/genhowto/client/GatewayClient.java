package org.genhowto.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A gateway as a robot sees it. Every method throws {@link GatewayException} where the gateway
 * refuses or is out of reach. Any number of threads may use one client.
 */
public final class GatewayClient {
  private static final String GENERATIONS = "v1/generations";
  private static final Duration AWAY = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Calls calls;
  private final URI base;
  private final Duration away;

  /** A client that bears with a gateway that is away for up to a minute. */
  public GatewayClient(URI base) {
    this(base, AWAY);
  }

  /**
   * @param base such as http://127.0.0.1:8080
   * @param away how long the gateway may be away at a stretch, as while it starts anew
   * @throws IllegalArgumentException the base is no http or https address
   */
  public GatewayClient(URI base, Duration away) {
    this(new Calls(base, null), base, away);
  }

  private GatewayClient(Calls calls, URI base, Duration away) {
    this.calls = calls;
    this.base = base;
    this.away = away;
  }

  /** The same with a token that lets it in; only this gateway gets it. */
  public GatewayClient withToken(String token) {
    return new GatewayClient(new Calls(base, token), base, away);
  }

  /**
   * Asks for images. Sent twice under one name it is done once, which is why it may be repeated
   * here where no answer came.
   */
  public GoalState submit(GoalRequest request) throws InterruptedException {
    return patiently(
        () ->
            state(
                calls
                    .to(GENERATIONS)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", request.requestId())
                    .POST(HttpRequest.BodyPublishers.ofString(request.json()))));
  }

  public GoalState state(String requestId) throws InterruptedException {
    return state(calls.to(path(requestId)).GET());
  }

  /** Asks to end a request; a later state says whether that came in time. */
  public GoalState cancel(String requestId) throws InterruptedException {
    return state(calls.to(path(requestId)).DELETE());
  }

  /**
   * Waits for the end of a request and goes on where it was when the connection breaks.
   *
   * @param listener gets every state, the last one too, on this thread
   * @return the last state; not a finished one where the time was up before
   */
  public GoalState await(String requestId, Duration timeout, Consumer<GoalState> listener)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    Optional<GoalState> last =
        new EventFollower(calls, path(requestId), away, listener).follow(end);
    return last.isPresent() ? last.get() : patiently(() -> state(requestId));
  }

  /** The bytes of an image's file. */
  public byte[] image(GoalImage image) throws InterruptedException {
    return calls.send(calls.to(image.address().toString()).GET());
  }

  private interface Call {
    GoalState send() throws InterruptedException;
  }

  /** Repeats what may be repeated while the gateway is away. */
  private GoalState patiently(Call call) throws InterruptedException {
    long end = System.nanoTime() + away.toNanos();
    while (true) {
      try {
        return call.send();
      } catch (GatewayException e) {
        if (!e.passes() || System.nanoTime() > end) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
  }

  private GoalState state(HttpRequest.Builder call) throws InterruptedException {
    return GoalState.of(new String(calls.send(call), UTF_8));
  }

  private static String path(String requestId) {
    return GENERATIONS + "/" + URLEncoder.encode(requestId, UTF_8).replace("+", "%20");
  }
}
