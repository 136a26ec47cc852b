package org.genhowto.miniature.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.miniature.world.World.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorldTest {

  static Stream<World> worlds() {
    return Stream.of(
        World.committed(),
        new World(Edition.SECOND, Purpose.REHEARSAL),
        new World(Edition.SECOND, Purpose.FINAL));
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void every_held_out_category_has_a_seen_sibling_of_its_own(World world) {
    assertThat(world.unseen()).hasSameSizeAs(world.siblings()).doesNotHaveDuplicates();
    assertThat(world.siblings()).doesNotHaveDuplicates().isSubsetOf(world.seen());
    for (int i = 0; i < world.unseen().size(); i++) {
      assertThat(world.siblings().get(i).family()).isEqualTo(world.unseen().get(i).family());
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void what_is_seen_and_what_is_held_out_is_all_there_is(World world) {
    assertThat(world.seen()).doesNotContainAnyElementsOf(world.unseen());
    assertThat(world.categories())
        .allMatch(category -> world.heldOut(category) != world.seen().contains(category));
  }

  @Test
  void a_rehearsal_knows_neither_development_nor_test_categories() {
    var rehearsal = new World(Edition.SECOND, Purpose.REHEARSAL);
    var last = new World(Edition.SECOND, Purpose.FINAL);

    assertThat(rehearsal.unseen()).hasSize(5).doesNotContainAnyElementsOf(last.unseen());
    assertThat(last.unseen()).hasSize(8).containsAll(World.committed().unseen());
    assertThat(rehearsal.seen())
        .hasSize(17)
        .doesNotContainAnyElementsOf(rehearsal.unseen())
        .doesNotContainAnyElementsOf(last.unseen());
    assertThat(last.seen()).hasSize(22).containsAll(rehearsal.unseen());
    assertThat(rehearsal.siblings()).isSubsetOf(last.seen());
    assertThat(rehearsal.asked()).hasSize(22).doesNotContainAnyElementsOf(last.unseen());
    assertThat(last.asked()).isEqualTo(last.categories());
    assertThat(World.committed().asked()).isEqualTo(World.committed().categories());
  }

  @Test
  void the_first_edition_is_what_it_was_and_cannot_be_rehearsed() {
    assertThat(World.committed().categories()).hasSize(18).endsWith(Category.BALLOON);
    assertThat(Edition.SECOND.categories()).isEqualTo(List.of(Category.values())).hasSize(30);
    assertThatThrownBy(() -> new World(Edition.FIRST, Purpose.REHEARSAL))
        .hasMessageContaining("cannot be rehearsed");
    assertThatThrownBy(() -> Edition.named("third"))
        .hasMessage("The edition is 'third', expected one of [first, second]");
  }

  @Test
  void a_state_after_one_step_is_the_state_before_the_next() {
    assertThat(Sight.of(1, Phase.INITIAL)).isEqualTo(Sight.of(0, Phase.FINAL));
    assertThat(Family.PEEL.sights())
        .containsExactly(
            Sight.of(0, Phase.INITIAL),
            Sight.of(0, Phase.ACTION),
            Sight.of(0, Phase.FINAL),
            Sight.of(1, Phase.ACTION),
            Sight.of(1, Phase.FINAL));
    assertThat(Family.PEEL.whole(Phase.FINAL)).isEqualTo(Sight.of(1, Phase.FINAL));
    assertThat(Arrays.stream(Family.values()).filter(family -> family.steps() > 1))
        .containsExactly(Family.PEEL, Family.TOP);
    assertThat(Meaning.all(Edition.SECOND.categories())).hasSize(23 * 3 + 7 * 5);
  }
}
