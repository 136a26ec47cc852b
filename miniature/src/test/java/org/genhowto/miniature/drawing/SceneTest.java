package org.genhowto.miniature.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Sight;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneTest {
  private static final Camera STAND = new Camera(0, 0, 1, 1, 1);

  @ParameterizedTest
  @EnumSource(Category.class)
  void same_seed_gives_the_same_pixels(Category category) {
    var moment = Moment.of(Sight.of(0, Phase.ACTION), new SplittableRandom(5));

    int[] once = pixels(Scene.filmed(category, 7).image(moment, STAND, 64, 64));
    int[] again = pixels(Scene.filmed(category, 7).image(moment, STAND, 64, 64));

    assertThat(again).isEqualTo(once);
    assertThat(pixels(Scene.filmed(category, 8).image(moment, STAND, 64, 64))).isNotEqualTo(once);
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void the_change_is_plain_and_the_background_stays(Category category) {
    var scene = Scene.stock(category, 3);

    var initial = scene.image(Moment.initial(), STAND, 64, 64);
    var last = scene.image(last(category), STAND, 64, 64);

    assertThat(shareOfChangedPixels(initial, last)).isBetween(0.03, 0.6);
    for (int x = 0; x < 64; x++) {
      assertThat(distance(initial.getRGB(x, 0), last.getRGB(x, 0))).isLessThan(90);
    }
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void the_central_square_of_a_wide_picture_is_the_square_picture(Category category) {
    var scene = Scene.filmed(category, 4);

    var wide = scene.image(last(category), STAND, 320, 180);
    var square = scene.image(last(category), STAND, 180, 180);

    var centre = wide.getSubimage(70, 0, 180, 180);
    assertThat(shareOfChangedPixels(centre, square)).isLessThan(0.01);
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void captions_are_short_and_tell_the_phases_apart(Category category) {
    var scene = Scene.stock(category, 2);
    var seen = new HashSet<String>();

    for (var sight : category.family().sights()) {
      var captions = Captions.of(scene, sight);
      assertThat(captions).hasSizeGreaterThanOrEqualTo(2).allMatch(seen::add);
      assertThat(captions).allMatch(caption -> caption.split(" ").length <= 14);
    }
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void each_step_of_a_change_is_plain_by_itself(Category category) {
    var scene = Scene.filmed(category, 3);
    var sights = category.family().sights();

    for (var before : sights) {
      for (var after : sights) {
        if (before.compareTo(after) < 0) {
          var one = scene.image(Moment.of(before, new SplittableRandom(1)), STAND, 64, 64);
          var other = scene.image(Moment.of(after, new SplittableRandom(1)), STAND, 64, 64);
          assertThat(shareOfChangedPixels(one, other)).isGreaterThan(0.03);
        }
      }
    }
  }

  private static Moment last(Category category) {
    return Moment.of(category.family().whole(Phase.FINAL), new SplittableRandom(1));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static double shareOfChangedPixels(BufferedImage one, BufferedImage other) {
    int[] a = pixels(one);
    int[] b = pixels(other);
    assertThat(b).hasSameSizeAs(a);
    int[] changed = new int[1];
    Arrays.setAll(a, i -> distance(a[i], b[i]));
    for (int d : a) {
      changed[0] += d > 60 ? 1 : 0;
    }
    return (double) changed[0] / a.length;
  }

  private static int distance(int one, int other) {
    return Math.abs((one >> 16 & 255) - (other >> 16 & 255))
        + Math.abs((one >> 8 & 255) - (other >> 8 & 255))
        + Math.abs((one & 255) - (other & 255));
  }
}
