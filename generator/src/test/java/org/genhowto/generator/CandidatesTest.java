package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.genhowto.generator.Candidates.Judged;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final RgbImage INPUT = image(100, 100, 100, 100);

  /** Four pixels in grey. */
  private static RgbImage image(int... greys) {
    byte[] rgb = new byte[3 * greys.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) greys[i / 3];
    }
    return new RgbImage(greys.length, 1, rgb);
  }

  private static List<Judged> ranked(List<RgbImage> images, Double... agreements) {
    return new Candidates(INPUT, images).ranked(List.of(agreements));
  }

  @Test
  void the_background_is_what_most_candidates_leave_alone() {
    List<Judged> judged =
        ranked(
            List.of(
                image(100, 100, 200, 250), // changes the right half
                image(100, 100, 180, 0),
                image(151, 100, 100, 100)), // changes what the others keep
            .3,
            .2,
            .1);

    assertThat(judged).extracting(Judged::number).containsExactly(0, 1, 2);
    assertThat(judged.get(0).background()).isEqualTo(1);
    assertThat(judged.get(1).background()).isEqualTo(1);
    assertThat(judged.get(2).background()).isCloseTo(1 - 51 / 255. / 2, within(1e-12));
  }

  @Test
  void nobody_gains_by_changing_everything() {
    RgbImage all = image(0, 0, 0, 0);
    List<Judged> judged =
        ranked(List.of(all, image(100, 100, 0, 0), image(101, 101, 0, 0)), .2, .2, .2);

    assertThat(judged).extracting(Judged::number).containsExactly(1, 2, 0);
    assertThat(judged.get(2).background()).isCloseTo(1 - 100 / 255., within(1e-12));
  }

  @Test
  void agreement_counts_twice_as_much_as_background() {
    RgbImage kept = image(100, 100, 0, 0);
    RgbImage lost = image(90, 90, 0, 0);
    assertThat(ranked(List.of(kept, lost), .1, .2))
        .extracting(Judged::number)
        .containsExactly(1, 0);
    assertThat(ranked(List.of(kept, lost), .2, .1))
        .extracting(Judged::number)
        .containsExactly(0, 1);
    assertThat(ranked(List.of(lost, kept), .2, .2))
        .extracting(Judged::number)
        .containsExactly(1, 0);
  }

  @Test
  void equal_candidates_stay_in_the_order_of_seeds_and_one_is_judged_too() {
    List<RgbImage> same = Collections.nCopies(5, image(100, 90, 80, 70));
    assertThat(ranked(same, .1, .1, .1, .1, .1))
        .extracting(Judged::number)
        .containsExactly(0, 1, 2, 3, 4);
    List<Judged> one = ranked(List.of(image(100, 110, 0, 0)), .1);
    assertThat(one.get(0).background()).isCloseTo(1 - 10 / 255. / 2, within(1e-12));
  }

  @Test
  void every_background_is_a_share() {
    List<RgbImage> images = new ArrayList<>();
    for (int grey = 0; grey <= 255; grey += 51) {
      images.add(image(grey, grey, grey, grey));
    }
    assertThat(ranked(images, .1, .2, .3, .4, .5, .6))
        .hasSize(6)
        .allSatisfy(each -> assertThat(each.background()).isBetween(0., 1.));
  }

  @Test
  void an_image_of_another_size_is_no_candidate() {
    assertThatThrownBy(() -> new Candidates(INPUT, List.of(image(1, 2))).ranked(List.of(0.1)))
        .hasMessage("an edit has 2 x 1 pixels, expected the input's 4 x 1");
  }
}
