package org.genhowto.ingest.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.genhowto.ingest.picture.SecondPictures.Alone;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameFacts.Mark;
import org.junit.jupiter.api.Test;

class SecondPicturesTest {
  private static final int VALUES = 32 * 18 * 3;
  private static final Alone PLAIN = new Alone(false, 0, 0, 0);
  private static final byte[] BLACK = new byte[VALUES];

  private final byte[] kitchen = noise(1, 20, 230);
  private final byte[] garden = noise(2, 20, 230);

  @Test
  void a_cut_is_where_the_next_shot_begins() {
    List<String> marks = marks(kitchen, kitchen, garden, garden);

    assertThat(marks).containsExactly("", "FROZEN", "CUT", "FROZEN");
  }

  @Test
  void what_moves_a_little_is_one_shot_and_not_frozen() {
    assertThat(marks(kitchen, mixed(kitchen, garden, .1), mixed(kitchen, garden, .2)))
        .containsExactly("", "", "");
  }

  @Test
  void a_picture_halfway_between_two_is_a_transition() {
    assertThat(marks(kitchen, mixed(kitchen, garden, .5), garden).get(1)).contains("TRANSITION");
    assertThat(marks(kitchen, mixed(kitchen, garden, .2), garden).get(1)).contains("TRANSITION");
    assertThat(marks(kitchen, mixed(kitchen, garden, .1), garden).get(1)).doesNotContain("TR");
  }

  @Test
  void so_is_one_that_fades_to_black() {
    assertThat(marks(kitchen, mixed(kitchen, BLACK, .5), BLACK).get(1)).contains("TRANSITION");
  }

  @Test
  void a_third_shot_between_two_is_no_transition() {
    assertThat(marks(kitchen, noise(3, 20, 230), garden).get(1)).isEqualTo("CUT");
  }

  @Test
  void nothing_lies_between_pictures_of_one_shot() {
    byte[] later = mixed(kitchen, garden, .15);

    assertThat(marks(kitchen, mixed(kitchen, later, .5), later)).containsExactly("", "", "");
  }

  @Test
  void the_first_and_the_last_picture_are_no_transition() {
    assertThat(marks(mixed(kitchen, garden, .5), garden)).noneMatch(m -> m.contains("TRANSITION"));
    assertThat(marks(kitchen, mixed(kitchen, garden, .5))).noneMatch(m -> m.contains("TRANSITION"));
  }

  @Test
  void the_change_is_the_mean_difference_to_the_second_before() {
    SecondPictures pictures = new SecondPictures();
    byte[] grey = new byte[VALUES];
    Arrays.fill(grey, (byte) 8);
    pictures.add(BLACK, new Alone(true, 3, 100, .25));
    pictures.add(grey, new Alone(true, 0, 0, 0));

    FrameFacts facts = FrameFacts.of(pictures.facts(), 2);

    assertThat(facts.measures(0).change()).isZero();
    assertThat(facts.measures(1).change()).isEqualTo(8);
    assertThat(facts.measures(0).motion()).isEqualTo(3);
    assertThat(facts.measures(0).sharpness()).isCloseTo(100, within(3.0));
    assertThat(facts.measures(0).text()).isEqualTo(.25);
    assertThat(facts.is(Mark.BLACK, 0)).isTrue();
  }

  @Test
  void a_video_without_pictures_has_no_facts() {
    assertThat(FrameFacts.of(new SecondPictures().facts(), 0).count(Mark.CUT)).isZero();
  }

  private static List<String> marks(byte[]... pictures) {
    SecondPictures seconds = new SecondPictures();
    for (byte[] picture : pictures) {
      seconds.add(picture, PLAIN);
    }
    FrameFacts facts = FrameFacts.of(seconds.facts(), pictures.length);
    List<String> marks = new ArrayList<>();
    for (int frame = 0; frame < pictures.length; frame++) {
      StringBuilder names = new StringBuilder();
      for (Mark mark : Mark.values()) {
        names.append(facts.is(mark, frame) ? mark.name() : "");
      }
      marks.add(names.toString());
    }
    return marks;
  }

  private static byte[] mixed(byte[] one, byte[] other, double part) {
    byte[] mixed = new byte[one.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (byte) Math.round((1 - part) * (one[i] & 0xff) + part * (other[i] & 0xff));
    }
    return mixed;
  }

  private static byte[] noise(long seed, int from, int to) {
    Random random = new Random(seed);
    byte[] values = new byte[VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (from + random.nextInt(to - from));
    }
    return values;
  }
}
