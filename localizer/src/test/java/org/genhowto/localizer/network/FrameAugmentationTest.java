package org.genhowto.localizer.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;

class FrameAugmentationTest {
  private static final double[] MIRROR = {-1, 0, 0, 0, 1, 0};

  @Test
  void a_mirrored_frame_mirrored_again_is_the_frame() {
    RgbImage frame = noise(12, 7);
    FrameAugmentation mirror = new FrameAugmentation(MIRROR, 0);

    RgbImage mirrored = mirror.apply(frame);

    assertThat(mirrored).isNotEqualTo(frame);
    assertThat(mirrored.rgb()[0]).isEqualTo(frame.rgb()[3 * 11]);
    assertThat(mirror.apply(mirrored)).isEqualTo(frame);
  }

  @Test
  void a_shift_moves_the_picture_and_repeats_its_border() {
    RgbImage frame = noise(10, 4);

    RgbImage shifted = new FrameAugmentation(new double[] {1, 0, .2, 0, 1, 0}, 0).apply(frame);

    assertThat(shifted.crop(0, 0, 8, 4)).isEqualTo(frame.crop(2, 0, 8, 4));
    assertThat(shifted.crop(9, 0, 1, 4)).isEqualTo(frame.crop(9, 0, 1, 4));
  }

  @Test
  void the_same_seed_draws_the_same_view_and_seeds_differ() {
    RgbImage frame = noise(16, 9);
    Set<RgbImage> views = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      RgbImage view = FrameAugmentation.draw(new Random(seed)).apply(frame);
      assertThat(FrameAugmentation.draw(new Random(seed)).apply(frame)).isEqualTo(view);
      views.add(view);
    }
    assertThat(views).hasSizeGreaterThan(10);
  }

  private static RgbImage noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }
}
