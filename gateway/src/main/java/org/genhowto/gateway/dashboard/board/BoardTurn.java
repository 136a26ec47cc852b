package org.genhowto.gateway.dashboard.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One turn of telling: those who know the same are given the same bytes. For one thread. */
final class BoardTurn {
  private final Board board;
  private final long at;
  private final Map<Long, Optional<Event>> events = new HashMap<>();

  /** What is written, and the version that whoever reads it knows then. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere, and shared by those who are told.
  record Event(long version, byte[] bytes) {}

  /**
   * @param at milliseconds since 1970
   */
  BoardTurn(Board board, long at) {
    this.board = board;
    this.at = at;
  }

  long at() {
    return at;
  }

  /** What somebody is told who knows a version; empty where that is the present one. */
  Optional<Event> since(long known) {
    return events.computeIfAbsent(known, any -> board.since(any, at).map(this::event));
  }

  /** What somebody is told who knows nothing. */
  Event whole() {
    return event(board.whole(at));
  }

  /** A sign of life. */
  Event beat(long known) {
    return new Event(known, text("beat", known, "{\"at\":%d}".formatted(at)));
  }

  private Event event(Board.Change change) {
    return new Event(
        change.version(),
        text(change.whole() ? "snapshot" : "delta", change.version(), change.json()));
  }

  private byte[] text(String event, long version, String data) {
    return "event: %s\nid: %s\nretry: 2000\ndata: %s\n\n"
        .formatted(event, board.id(version), data)
        .getBytes(UTF_8);
  }
}
