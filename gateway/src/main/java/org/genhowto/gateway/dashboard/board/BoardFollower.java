package org.genhowto.gateway.dashboard.board;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One who watches a board. At most one event is on its way to him; while he has not taken it, he is
 * told nothing.
 */
final class BoardFollower implements WriteListener {
  private static final Duration BEAT = Duration.ofSeconds(4);

  /** A proxy or a sleeping laptop comes back within less, and is then told everything anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final Board board;
  private final ServletOutputStream out;
  private final Clock clock;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private Optional<Long> known;
  private boolean begun;
  private boolean takes;
  private boolean unflushed;
  private long told;

  BoardFollower(Board board, ServletOutputStream out, Optional<Long> known, Clock clock) {
    this.board = board;
    this.out = out;
    this.known = known;
    this.clock = clock;
    this.told = clock.millis();
  }

  /** Completes when he leaves, or is left. */
  CompletableFuture<Void> end() {
    return end;
  }

  void start() {
    out.setWriteListener(this);
  }

  /** Tells what is new since what he knows, where he can take it. */
  synchronized void tell(BoardTurn turn) {
    if (!takes) {
      if (turn.at() - told > PATIENCE.toMillis()) {
        leave();
      }
      return;
    }
    Optional<BoardTurn.Event> event =
        known.isEmpty() ? Optional.of(turn.whole()) : turn.since(known.get());
    if (event.isEmpty() && turn.at() - told >= BEAT.toMillis()) {
      event = Optional.of(turn.beat(known.get()));
    }
    event.ifPresent(present -> write(present, turn.at()));
  }

  @Override
  public synchronized void onWritePossible() {
    try {
      advance();
    } catch (IOException | RuntimeException e) {
      leave();
      return;
    }
    if (takes && !begun) {
      begun = true;
      BoardTurn turn = new BoardTurn(board, clock.millis());
      // Whoever comes back and has missed nothing hears so at once.
      write(
          known
              .map(version -> turn.since(version).orElseGet(() -> turn.beat(version)))
              .orElseGet(turn::whole),
          turn.at());
    }
  }

  @Override
  public void onError(Throwable cause) {
    leave();
  }

  void leave() {
    end.complete(null);
  }

  private void write(BoardTurn.Event event, long at) {
    try {
      out.write(event.bytes());
      known = Optional.of(event.version());
      told = at;
      unflushed = true;
      advance();
    } catch (IOException | RuntimeException e) {
      leave(); // Whatever it is: it comes back and gets everything.
    }
  }

  private void advance() throws IOException {
    takes = out.isReady();
    if (takes && unflushed) {
      unflushed = false;
      out.flush();
      takes = out.isReady();
    }
  }
}
