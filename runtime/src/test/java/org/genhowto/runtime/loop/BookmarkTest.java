package org.genhowto.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BookmarkTest {
  @Test
  void what_is_written_is_read_back() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      long base = random.nextInt(1_000_000_000) * 1000L;
      TreeSet<Long> holes = new TreeSet<>();
      TreeMap<Long, Integer> suspects = new TreeMap<>();
      for (int i = random.nextInt(400); i > 0; i--) {
        holes.add(base + random.nextInt(5000));
      }
      for (int i = random.nextInt(5); i > 0; i--) {
        suspects.put(base + random.nextInt(5000), 1 + random.nextInt(2));
      }
      Bookmark mark = new Bookmark(base, base + 5000, holes, base + random.nextInt(6000), suspects);
      assertThat(Bookmark.read(base, mark.text())).isEqualTo(mark);
      assertThat(mark.text()).hasSizeLessThan(4096);
    }
  }

  @Test
  void a_place_with_nothing_beyond_it_has_no_text() {
    assertThat(Bookmark.at(5).text()).isEmpty();
    assertThat(Bookmark.at(5).done(4)).isTrue();
    assertThat(Bookmark.at(5).done(5)).isFalse();
  }

  @Test
  void holes_are_what_is_not_done_below_the_top() {
    Bookmark mark =
        new Bookmark(
            10, 14, new TreeSet<>(java.util.List.of(10L, 12L)), 10, new TreeMap<>(Map.of()));
    assertThat(new boolean[] {mark.done(9), mark.done(10), mark.done(11), mark.done(12)})
        .containsExactly(true, false, true, false);
    assertThat(mark.done(13)).isTrue();
    assertThat(mark.done(14)).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "hello",
        "b1",
        "b1;;;;",
        "b1;a;b;c;d",
        "b2;1;;1;",
        "b1;1;1,x;2;",
        "b1;1;1;2;3",
        "{}"
      })
  void foreign_text_says_nothing(String text) {
    assertThat(Bookmark.read(7, text)).isEqualTo(Bookmark.at(7));
  }
}
