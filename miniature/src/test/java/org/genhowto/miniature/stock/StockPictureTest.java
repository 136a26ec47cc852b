package org.genhowto.miniature.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.genhowto.miniature.stock.StockCaptions.Detail;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Phase;
import org.junit.jupiter.api.Test;

class StockPictureTest {
  private static final Knobs.Stock STOCK = Knobs.usual().stock();
  private static final List<StockPicture> MANY =
      LongStream.range(0, 40_000).mapToObj(number -> StockPicture.of(number, STOCK)).toList();

  @Test
  void phases_are_as_frequent_for_every_category() {
    Map<Category, int[]> counts = new EnumMap<>(Category.class);
    for (var picture : MANY) {
      picture
          .category()
          .ifPresent(
              category ->
                  counts
                      .computeIfAbsent(category, c -> new int[3])[
                      picture.sight().orElseThrow().phase().ordinal()]++);
    }

    assertThat(counts).hasSize(30);
    counts
        .values()
        .forEach(
            phases -> {
              double all = phases[0] + phases[1] + phases[2];
              assertThat(phases[Phase.INITIAL.ordinal()] / all).isCloseTo(0.85, within(0.04));
              assertThat(phases[Phase.ACTION.ordinal()] / all).isCloseTo(0.03, within(0.02));
              assertThat(phases[Phase.FINAL.ordinal()] / all).isCloseTo(0.12, within(0.035));
            });
  }

  @Test
  void captions_say_as_much_as_alternative_texts_do() {
    assertThat(share(picture -> picture.detail() == Detail.OBJECT)).isCloseTo(0.5, within(0.01));
    assertThat(share(picture -> picture.detail() == Detail.VAGUE)).isCloseTo(0.333, within(0.01));
    assertThat(share(picture -> picture.detail() == Detail.EXACT)).isCloseTo(0.167, within(0.01));
    assertThat(share(StockPicture::filmed)).isCloseTo(0.1, within(0.01));
    assertThat(share(picture -> picture.category().isEmpty())).isCloseTo(6 / 36.0, within(0.01));
  }

  @Test
  void captions_of_the_object_name_it_and_no_state_and_vague_ones_name_neither() {
    Set<String> states =
        Set.of(
            "whole",
            "uncut",
            "empty",
            "full",
            "filled",
            "plain",
            "covered",
            "lit",
            "unlit",
            "closed",
            "open",
            "raw",
            "fried",
            "flat",
            "unfolded",
            "folded",
            "blank",
            "painted",
            "peeled",
            "unpeeled",
            "rolled",
            "topped",
            "slices",
            "cut",
            "hands",
            "person");
    for (var picture : MANY.subList(0, 5_000)) {
      var words = new HashSet<>(List.of(picture.caption().split(" ")));
      boolean named = picture.category().map(c -> words.contains(c.word())).orElse(false);
      switch (picture.detail()) {
        case OBJECT -> {
          words.removeAll(Set.of("flat", "plain")); // An illustration, a background.
          assertThat(words).doesNotContainAnyElementsOf(states);
          assertThat(named).isEqualTo(picture.category().isPresent());
        }
        case VAGUE -> {
          assertThat(words).doesNotContainAnyElementsOf(states);
          assertThat(named).isFalse();
        }
        case EXACT -> assertThat(words).hasSizeGreaterThan(2);
      }
    }
  }

  @Test
  void knobs_move_the_shares() {
    var even = new Knobs.Stock(0.3, 0.3, 1, 0, 0);
    var pictures =
        LongStream.range(0, 2_000).mapToObj(number -> StockPicture.of(number, even)).toList();

    assertThat(pictures).allMatch(StockPicture::filmed);
    assertThat(pictures).allMatch(picture -> picture.detail() == Detail.EXACT);
    assertThat(
            pictures.stream()
                .flatMap(picture -> picture.sight().stream())
                .filter(sight -> sight.phase() == Phase.ACTION)
                .count())
        .isBetween(400L, 600L);
  }

  @Test
  void a_picture_is_the_same_however_often_it_is_asked_for() {
    var once = StockPicture.of(17, STOCK);
    var again = StockPicture.of(17, STOCK);

    assertThat(pixels(again)).isEqualTo(pixels(once));
    assertThat(again.caption()).isEqualTo(once.caption());
    assertThat(pixels(StockPicture.of(18, STOCK))).isNotEqualTo(pixels(once));
  }

  private static double share(Predicate<StockPicture> which) {
    return MANY.stream().filter(which).count() / (double) MANY.size();
  }

  private static int[] pixels(StockPicture picture) {
    return picture.image().getRGB(0, 0, 64, 64, null, 0, 64);
  }
}
