package org.genhowto.miniature.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackgroundTest {
  private static final int SIDE = Example.SIDE;

  @ParameterizedTest
  @EnumSource(Category.class)
  void input_and_truth_have_the_same_background(Category category) {
    var scene = TestScene.of(category, 0, SIDE);

    var background = Background.of(scene, Phase.FINAL);

    assertThat(background.distance(scene.image(Phase.FINAL))).isZero();
    assertThat(background.distance(scene.initial())).isLessThan(1);
    assertThat(background.share()).isBetween(0.3, 0.99);
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void what_changes_is_not_background(Category category) {
    // Given
    var scene = TestScene.of(category, 0, SIDE);
    var truth = scene.image(Phase.FINAL).rgb();
    var changed = scene.initial().rgb().clone();
    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
      if (apart(truth, changed, pixel)) {
        changed[3 * pixel] = (byte) 255;
      }
    }
    // When
    double distance = Background.of(scene, Phase.FINAL).distance(new RgbImage(SIDE, SIDE, changed));
    // Then
    assertThat(distance).isLessThan(1);
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void another_scene_has_another_background(Category category) {
    var background = Background.of(TestScene.of(category, 0, SIDE), Phase.ACTION);

    var other = TestScene.of(category, 1, SIDE).image(Phase.ACTION);

    assertThat(background.distance(other)).isGreaterThan(10);
  }

  private static boolean apart(byte[] one, byte[] other, int pixel) {
    for (int i = 3 * pixel; i < 3 * pixel + 3; i++) {
      if (Math.abs((one[i] & 255) - (other[i] & 255)) > 8) {
        return true;
      }
    }
    return false;
  }
}
