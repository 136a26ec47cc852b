package org.genhowto.gateway.dashboard.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BoardTest {
  private final Board board = new Board();

  @Test
  void only_what_has_changed_is_told_to_whoever_knows_the_rest() throws Exception {
    board.show("topics", Map.of("a", Map.of("records", 1), "b", Map.of("records", 2)));
    long known = board.whole(1).version();
    board.show("topics", Map.of("a", Map.of("records", 1), "c", Map.of("records", 3)));

    Board.Change change = board.since(known, 7).orElseThrow();

    assertThat(change.whole()).isFalse();
    assertThat(json(change))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"at\":7,\"set\":{\"topics\":{\"c\":{\"records\":3}}},"
                        + "\"gone\":{\"topics\":[\"b\"]}}"));
    assertThat(board.since(change.version(), 8)).isEmpty();
  }

  @Test
  void what_is_shown_again_as_it_was_is_no_news() {
    board.show("topics", Map.of("a", Map.of("records", 1)));
    long known = board.whole(1).version();

    board.show("topics", Map.of("a", Map.of("records", 1)));

    assertThat(board.since(known, 2)).isEmpty();
  }

  @Test
  void a_row_that_went_and_came_back_is_there() throws Exception {
    board.show("letters", Map.of("a", 1));
    long known = board.whole(1).version();
    board.show("letters", Map.of());
    board.show("letters", Map.of("a", 1));

    JsonNode change = json(board.since(known, 2).orElseThrow());

    assertThat(change.at("/set/letters/a").asInt()).isEqualTo(1);
    assertThat(change.at("/gone").size()).isZero();
  }

  @Test
  void ids_of_another_board_and_of_the_future_are_not_known() {
    board.show("topics", Map.of("a", 1));
    long known = board.whole(1).version();

    assertThat(board.known(board.id(known))).contains(known);
    for (String other :
        new String[] {
          new Board().id(known), board.id(known + 1), board.id(-1), "", "x-y", board.id(known) + "0"
        }) {
      assertThat(board.known(other)).as(other).isEmpty();
    }
  }

  @Test
  void whoever_was_away_for_too_much_is_told_everything() throws Exception {
    board.show("letters", Map.of("0", 0));
    long known = board.whole(1).version();
    for (int i = 1; i < 5000; i++) {
      board.show("letters", Map.of(String.valueOf(i), i));
    }

    Board.Change change = board.since(known, 2).orElseThrow();

    assertThat(change.whole()).isTrue();
    assertThat(json(change).at("/set/letters").size()).isEqualTo(1);
    assertThat(board.known(board.id(known))).isEmpty();
  }

  @Test
  void differences_taken_one_after_the_other_are_the_whole() throws Exception {
    Random random = new Random(3);
    Map<String, JsonNode> copy = new TreeMap<>();
    long known = -1;
    for (int turn = 0; turn < 200; turn++) {
      Map<String, Integer> rows = new HashMap<>();
      for (int i = 0; i < random.nextInt(6); i++) {
        rows.put("k" + random.nextInt(8), random.nextInt(3));
      }
      board.show("rows", rows);
      if (random.nextInt(3) == 0) {
        Board.Change change =
            known < 0 ? board.whole(turn) : board.since(known, turn).orElse(board.whole(turn));
        if (change.whole()) {
          copy.clear();
        }
        json(change).at("/set/rows").properties().forEach(e -> copy.put(e.getKey(), e.getValue()));
        json(change).at("/gone/rows").forEach(key -> copy.remove(key.asText()));
        known = change.version();
        Map<String, JsonNode> whole = new TreeMap<>();
        json(board.whole(turn))
            .at("/set/rows")
            .properties()
            .forEach(e -> whole.put(e.getKey(), e.getValue()));
        assertThat(copy).as("turn " + turn).isEqualTo(whole);
      }
    }
  }

  private static JsonNode json(Board.Change change) throws Exception {
    return new ObjectMapper().readTree(change.json());
  }
}
