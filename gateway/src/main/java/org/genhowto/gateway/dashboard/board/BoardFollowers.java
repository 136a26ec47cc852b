package org.genhowto.gateway.dashboard.board;

import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.ServerEdge;

/**
 * Those who watch a board, as server-sent events: {@code snapshot} first, then {@code delta} with
 * what has changed, or {@code beat} now and then where nothing has. Nobody has a queue or a thread:
 * whoever reads slowly is told later, and then all at once; whoever does not read at all is cut
 * off.
 */
public final class BoardFollowers {
  private final Board board;
  private final Clock clock;
  private final Runnable refresh;
  private final int most;
  private final AtomicInteger places = new AtomicInteger();
  private final Set<BoardFollower> followers = ConcurrentHashMap.newKeySet();

  /**
   * @param refresh brings the board up to date
   * @param most how many may watch at the same time
   */
  public BoardFollowers(Board board, Clock clock, Runnable refresh, int most) {
    this.board = board;
    this.clock = clock;
    this.refresh = refresh;
    this.most = most;
  }

  /** Whether nobody watches. */
  public boolean isEmpty() {
    return followers.isEmpty();
  }

  public int count() {
    return followers.size();
  }

  /**
   * Lets one more watch; returns at once.
   *
   * @throws GatewayProblem there are too many already
   */
  public void follow(Context context) throws IOException {
    if (places.incrementAndGet() > most) {
      places.decrementAndGet();
      throw GatewayProblem.unavailable(
          "Too many clients (%d) follow the dashboard; ask for /v1/dashboard.".formatted(most),
          null);
    }
    context.res().setContentType("text/event-stream;charset=utf-8");
    context.header("Cache-Control", "no-store");
    context.header("X-Accel-Buffering", "no"); // nginx would keep events back.
    if (ServerEdge.isHead(context)) {
      places.decrementAndGet();
      return;
    }
    Optional<Long> known =
        Optional.ofNullable(context.header("Last-Event-ID")).flatMap(board::known);
    AsyncContext async = context.req().startAsync();
    async.setTimeout(0); // It ends when the client leaves.
    BoardFollower follower =
        new BoardFollower(board, context.res().getOutputStream(), known, clock);
    follower
        .end()
        .whenComplete(
            (nothing, cause) -> {
              followers.remove(follower);
              places.decrementAndGet();
            });
    context.future(follower::end);
    refresh.run();
    followers.add(follower);
    follower.start();
  }

  /** Tells everybody what is new; whoever cannot take it now is passed over. */
  public void tick() {
    BoardTurn turn = new BoardTurn(board, clock.millis());
    followers.forEach(follower -> follower.tell(turn));
  }

  public void close() {
    followers.forEach(BoardFollower::leave);
  }
}
