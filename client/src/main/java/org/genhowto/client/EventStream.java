package org.genhowto.client;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Server-sent events of one connection, as far as the gateway uses them. */
final class EventStream implements Flow.Subscriber<String> {

  /**
   * One event.
   *
   * @param id what the next connection says it has had
   */
  record Event(@Nullable String id, String data) {}

  private final BlockingQueue<Optional<String>> arrivals = new LinkedBlockingQueue<>();
  private final StringBuilder data = new StringBuilder();
  private @Nullable String id;

  /** Takes the lines of an answer. */
  HttpResponse.BodySubscriber<String> body() {
    return HttpResponse.BodySubscribers.fromLineSubscriber(
        this, subscriber -> "", StandardCharsets.UTF_8, null);
  }

  /** To be called when no line will come any more. */
  void end() {
    arrivals.add(Optional.empty());
  }

  /**
   * The next event.
   *
   * @param silence how long without any line; a comment is a sign of life
   * @param endNanos when to give up, as {@link System#nanoTime} counts
   * @return nothing at the end of the connection, where it fell silent, and when time is up
   */
  Optional<Event> next(Duration silence, long endNanos) throws InterruptedException {
    while (true) {
      long patience = Math.min(silence.toNanos(), endNanos - System.nanoTime());
      Optional<String> line = arrivals.poll(patience, TimeUnit.NANOSECONDS);
      if (line == null || line.isEmpty()) {
        return Optional.empty();
      }
      if (!line.get().isEmpty()) {
        take(line.get());
      } else if (data.length() > 0) {
        Event event = new Event(id, data.toString());
        data.setLength(0);
        return Optional.of(event);
      }
    }
  }

  private void take(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
    if (name.equals("data")) {
      data.append(data.length() == 0 ? "" : "\n").append(value);
    } else if (name.equals("id")) {
      id = value;
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    arrivals.add(Optional.of(line));
  }

  /** The answer's future says so too, and later. */
  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onComplete() {}
}
