package org.genhowto.dataset.caption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaptionFlawTest {
  @Test
  void captions_that_say_who_does_what_to_what_have_none() {
    assertThat(CaptionFlaw.of("apple", "a hand cuts an apple", "slices of apples on a board"))
        .isEmpty();
    assertThat(CaptionFlaw.of("berries", "a woman washes a berry", "red fruit")).isEmpty();
    assertThat(CaptionFlaw.of("tortilla_wraps", "someone rolls a wrap", "a plate")).isEmpty();
  }

  @Test
  void what_has_no_word_or_one_is_empty_or_short() {
    assertThat(CaptionFlaw.of("apple", " . ", "an apple"))
        .containsExactly(CaptionFlaw.EMPTY, CaptionFlaw.PERSON_MISSING);
    assertThat(CaptionFlaw.of("apple", "hands cut it", "apple."))
        .containsExactly(CaptionFlaw.SHORT);
  }

  @Test
  void words_that_come_again_and_again_are_found() {
    assertThat(CaptionFlaw.of("apple", "a man cut cut cut", "an apple"))
        .containsExactly(CaptionFlaw.REPETITIVE);
    assertThat(CaptionFlaw.of("apple", "her apple", "the side of the side of the side of a box"))
        .containsExactly(CaptionFlaw.REPETITIVE);
    assertThat(CaptionFlaw.of("apple", "his apple", "on a board a board on a board a"))
        .containsExactly(CaptionFlaw.REPETITIVE);
    assertThat(CaptionFlaw.of("apple", "a man and a man cut it", "an apple")).isEmpty();
  }

  @Test
  void what_the_captions_do_not_name_is_missing() {
    assertThat(CaptionFlaw.of("apple", "A knife on a board", "a knife on a BOARD!"))
        .containsExactly(CaptionFlaw.ALIKE, CaptionFlaw.PERSON_MISSING, CaptionFlaw.OBJECT_MISSING);
  }

  @Test
  void a_caption_of_sixteen_words_is_overlong() {
    String fifteen = "a b c d e f g h i j k l m n apple";

    assertThat(CaptionFlaw.of("apple", "his hand", fifteen)).isEmpty();
    assertThat(CaptionFlaw.of("apple", "his hand", fifteen + " o"))
        .containsExactly(CaptionFlaw.OVERLONG);
  }

  @Test
  void samples_are_counted_by_flaw_and_by_agreement() {
    CaptionTally tally = new CaptionTally();
    tally.add(Set.of(CaptionFlaw.PERSON_MISSING, CaptionFlaw.ALIKE), OptionalDouble.of(.26));
    tally.add(Set.of(CaptionFlaw.PERSON_MISSING), OptionalDouble.of(-.4));
    tally.add(Set.of(), OptionalDouble.empty());

    assertThat(tally.flaws()).hasToString("{alike=1, person-missing=2}");
    assertThat(tally.judged()).isEqualTo(2);
    assertThat(tally.agreement()).hasSize(20).startsWith(1, 0, 0, 0, 0, 1, 0);
  }
}
