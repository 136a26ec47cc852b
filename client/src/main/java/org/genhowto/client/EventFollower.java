package org.genhowto.client;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows one request over as many connections as it takes. */
final class EventFollower {
  /** Three times the gateway's sign of life. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Calls calls;
  private final String path;
  private final Consumer<GoalState> listener;
  private final Duration away;
  private @Nullable String lastId;
  private @Nullable GoalState newest;

  /**
   * @param away how long the gateway may be away, or not know the request, at a stretch
   */
  EventFollower(Calls calls, String path, Duration away, Consumer<GoalState> listener) {
    this.calls = calls;
    this.path = path;
    this.away = away;
    this.listener = listener;
  }

  /** The newest state at the end of the request or of the time; nothing where none came. */
  Optional<GoalState> follow(long endNanos) throws InterruptedException {
    long heard = System.nanoTime();
    while (System.nanoTime() < endNanos) {
      try {
        boolean ended = connect(endNanos);
        if (ended || (newest != null && newest.status().finished())) {
          break;
        }
        heard = System.nanoTime();
      } catch (GatewayException e) {
        boolean hopeless = !e.passes() && !e.unknown();
        if (hopeless || System.nanoTime() - heard > away.toNanos()) {
          throw e;
        }
      }
      long left = endNanos - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.min(PAUSE.toNanos(), Math.max(0, left)));
    }
    return Optional.ofNullable(newest);
  }

  /** One connection; says whether the request is over without another event. */
  private boolean connect(long endNanos) throws InterruptedException {
    HttpRequest.Builder call = calls.to(path + "/events");
    if (lastId != null) {
      call.header("Last-Event-ID", lastId);
    }
    EventStream events = new EventStream();
    CompletableFuture<HttpResponse<String>> answer = calls.open(call, events);
    try {
      Optional<EventStream.Event> event = events.next(SILENCE, endNanos);
      while (event.isPresent()) {
        take(event.get());
        event = events.next(SILENCE, endNanos);
      }
      return answer.isDone() && over(answer);
    } finally {
      answer.cancel(true);
    }
  }

  private void take(EventStream.Event event) {
    GoalState state = GoalState.of(event.data());
    newest = state;
    lastId = event.id();
    listener.accept(state);
  }

  private boolean over(CompletableFuture<HttpResponse<String>> answer) {
    HttpResponse<String> response;
    try {
      response = answer.join();
    } catch (CompletionException e) {
      throw calls.unreached(e.getCause() == null ? e : e.getCause());
    }
    return switch (response.statusCode()) {
      case 200 -> false;
      case 204 -> true;
      default -> throw calls.refusal(response.statusCode(), response.body());
    };
  }
}
