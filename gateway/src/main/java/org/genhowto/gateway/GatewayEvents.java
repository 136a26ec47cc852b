package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.ServerEdge;
import org.genhowto.gateway.requests.EventId;
import org.genhowto.gateway.requests.GatewayEntry;
import org.genhowto.gateway.requests.GatewayStates;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.runtime.queue.QueuePlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events of one request: {@code progress} at every change of its state or its position
 * in the queue, then {@code result}, then the stream ends. A client that connects late gets the
 * present state first, one that comes back (Last-Event-ID) only what it has not had.
 */
final class GatewayEvents {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayEvents.class);

  /** A sign of life, so that proxies keep the connection and a client that left is noticed. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final Pattern ACCEPTED =
      Pattern.compile("text/event-stream|text/[*]|[*]/[*]", Pattern.CASE_INSENSITIVE);
  private static final String WAITING = ": waiting\n\n";
  private static final int NOTHING = -1;
  private static final int NO_CONTENT = 204;

  private final GatewayStates states;
  private final Semaphore places;

  GatewayEvents(GatewayStates states, int followers) {
    this.states = states;
    this.places = new Semaphore(followers);
  }

  /**
   * Writes the events of a request; returns at its end, or when the client leaves.
   *
   * @param base what stands before the path of a link
   */
  void follow(Context context, GatewayEntry entry, String base) {
    requireAccepted(context);
    EventId seen = EventId.of(Optional.ofNullable(context.header("Last-Event-ID")));
    if (entry.state().finished() && entry.reached().compareTo(seen) <= 0) {
      context.status(NO_CONTENT); // It stops an EventSource, which else asks again and again.
      return;
    }
    stream(context, out -> write(out, entry, seen, base));
  }

  /**
   * Writes the result of each goal of a chain as it comes; returns when all have ended. Whoever
   * comes back gets those that it has not had.
   *
   * @param goals those of the chain that are known
   */
  void followChain(Context context, List<GatewayEntry> goals, String base) {
    requireAccepted(context);
    ChainEvents chain =
        new ChainEvents(
            states, goals, Optional.ofNullable(context.header("Last-Event-ID")).orElse(""));
    if (chain.isTold()) {
      context.status(NO_CONTENT);
      return;
    }
    stream(context, out -> chain.write(out, HEARTBEAT, base));
  }

  private interface Writing {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  private void stream(Context context, Writing writing) {
    if (!places.tryAcquire()) {
      throw GatewayProblem.unavailable("Too many clients follow events; ask for the state.", null);
    }
    try {
      context.res().setContentType("text/event-stream;charset=utf-8");
      context.header("Cache-Control", "no-store");
      context.header("X-Accel-Buffering", "no"); // nginx would keep events back.
      if (!ServerEdge.isHead(context)) {
        writing.to(context.res().getOutputStream());
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("path", context.path()).log("client left its events");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private static void requireAccepted(Context context) {
    String accepted = Optional.ofNullable(context.header("Accept")).orElse("*/*");
    if (!ACCEPTED.matcher(accepted).find()) {
      throw GatewayProblem.unacceptable("Events are text/event-stream, which Accept leaves out.");
    }
  }

  private void write(OutputStream out, GatewayEntry first, EventId seen, String base)
      throws IOException, InterruptedException {
    EventId told = seen;
    int version = NOTHING;
    int position = 0;
    Optional<GatewayEntry> entry = Optional.of(first);
    while (entry.isPresent()) {
      GatewayEntry present = entry.get();
      Optional<QueuePlace> place = states.place(present);
      int now = place.map(QueuePlace::position).orElse(0);
      boolean moved = now != position && now > 0;
      boolean news = present.reached().compareTo(told) > 0;
      // Another gateway may have told more than this one knows yet.
      boolean known = present.reached().compareTo(told) < 0;
      out.write((news || (moved && !known) ? text(present, place, base) : WAITING).getBytes(UTF_8));
      out.flush();
      if (present.state().finished()) {
        return;
      }
      told = news ? present.reached() : told;
      version = present.version();
      position = now;
      entry = states.await(present.requestId(), version, position, HEARTBEAT);
    }
  }

  private static String text(GatewayEntry entry, Optional<QueuePlace> place, String base) {
    return "event: %s\nid: %s\nretry: 3000\ndata: %s\n\n"
        .formatted(
            entry.state().finished() ? "result" : "progress",
            entry.reached(),
            GatewayViews.json(GatewayViews.generation(entry, place, base)));
  }
}
