package org.genhowto.runtime.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.Set;
import org.genhowto.runtime.frames.FrameFacts.Mark;
import org.genhowto.runtime.frames.FrameFacts.Measures;
import org.genhowto.schemas.PictureFacts;
import org.junit.jupiter.api.Test;

class FrameFactsTest {
  private static final Measures NOTHING = new Measures(0, 0, 0, 0);

  @Test
  void what_is_written_is_read_in_steps_of_a_byte() {
    FrameFacts.Writer writer = new FrameFacts.Writer();
    writer.add(EnumSet.allOf(Mark.class), new Measures(10.3, 63.75, 1500, .5));
    writer.add(Set.of(), NOTHING);
    writer.add(EnumSet.of(Mark.FROZEN), new Measures(200, -1, 1e9, 2));

    FrameFacts facts = FrameFacts.of(writer.facts(), 3);

    for (Mark mark : Mark.values()) {
      assertThat(facts.is(mark, 0)).isTrue();
      assertThat(facts.is(mark, 1)).isFalse();
      assertThat(facts.is(mark, 2)).isEqualTo(mark == Mark.FROZEN);
    }
    assertThat(facts.measures(0).change()).isEqualTo(10.25);
    assertThat(facts.measures(0).motion()).isEqualTo(63.75);
    assertThat(facts.measures(0).sharpness()).isCloseTo(1500, within(1500 * .022));
    assertThat(facts.measures(0).text()).isEqualTo(.5);
    assertThat(facts.measures(1)).isEqualTo(NOTHING);
    assertThat(facts.measures(2).change()).isEqualTo(63.75);
    assertThat(facts.measures(2).motion()).isZero();
    assertThat(facts.count(Mark.FROZEN)).isEqualTo(2);
    assertThat(facts.countWriting()).isEqualTo(2);
  }

  @Test
  void reading_leaves_the_record_as_it_is() {
    FrameFacts.Writer writer = new FrameFacts.Writer();
    writer.add(EnumSet.of(Mark.CUT), NOTHING);
    PictureFacts facts = writer.facts();

    FrameFacts.of(facts, 1);

    assertThat(FrameFacts.of(facts, 1).is(Mark.CUT, 0)).isTrue();
  }

  @Test
  void facts_of_another_number_of_frames_are_refused() {
    PictureFacts facts = new FrameFacts.Writer().facts();

    assertThatThrownBy(() -> FrameFacts.of(facts, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("facts of 0 pictures, expected one for each of 3 frames");
  }
}
