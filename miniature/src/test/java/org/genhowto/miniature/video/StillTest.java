package org.genhowto.miniature.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Phase;
import org.junit.jupiter.api.Test;

class StillTest {

  @Test
  void a_still_is_the_same_however_often_it_is_asked_for() {
    var once = Still.of(17);

    assertThat(Pictures.rgb(once.image())).isEqualTo(Pictures.rgb(once.image()));
    assertThat(Pictures.rgb(Still.of(17).image())).isEqualTo(Pictures.rgb(once.image()));
    assertThat(Still.of(17).caption()).isEqualTo(once.caption());
  }

  @Test
  void stills_show_all_categories_in_all_phases() {
    var seen =
        LongStream.range(0, 1_000)
            .mapToObj(Still::of)
            .map(still -> still.scene().category() + " " + still.phase())
            .collect(Collectors.toSet());

    assertThat(seen).hasSize(Edition.FIRST.categories().size() * Phase.values().length);
  }

  @Test
  void pictures_keep_their_pixels_through_conversion() {
    var image = Pictures.rgb(Still.of(3).image());

    assertThat(Pictures.rgb(Pictures.drawn(image))).isEqualTo(image);
    assertThat(Pictures.throughJpeg(image)).isNotEqualTo(image);
  }
}
