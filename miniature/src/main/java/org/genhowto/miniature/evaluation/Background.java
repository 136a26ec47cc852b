package org.genhowto.miniature.evaluation;

import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.world.Phase;
import org.genhowto.networks.image.RgbImage;

/**
 * The part of a test scene that the asked change leaves alone: pixels in which initial picture and
 * truth, under one camera, differ by at most {@value #NOISE} of 255 in every channel. That is three
 * standard deviations of the difference of two sensors' noise (sigma 2 each).
 */
final class Background {
  /** What the difference of two exposures of the same thing stays within. */
  static final int NOISE = 8;

  private final RgbImage truth;
  private final boolean[] kept;
  private final int size;

  private Background(RgbImage truth, boolean[] kept, int size) {
    this.truth = truth;
    this.kept = kept;
    this.size = size;
  }

  /** The background of a scene where a phase is asked for. */
  static Background of(TestScene scene, Phase phase) {
    var initial = scene.initial();
    var truth = scene.image(phase);
    var kept = new boolean[truth.width() * truth.height()];
    int size = 0;
    for (int pixel = 0; pixel < kept.length; pixel++) {
      kept[pixel] = same(initial, truth, pixel);
      size += kept[pixel] ? 1 : 0;
    }
    if (size == 0) {
      throw new IllegalArgumentException(
          "%s changes everywhere, expected some background".formatted(scene.id()));
    }
    return new Background(truth, kept, size);
  }

  private static boolean same(RgbImage one, RgbImage other, int pixel) {
    for (int channel = 0; channel < 3; channel++) {
      if (Pictures.difference(one, other, 3 * pixel + channel) > NOISE) {
        return false;
      }
    }
    return true;
  }

  /** Mean absolute difference of a picture to the truth here, of 255. */
  double distance(RgbImage picture) {
    long sum = 0;
    for (int i = 0; i < 3 * kept.length; i++) {
      sum += kept[i / 3] ? Pictures.difference(picture, truth, i) : 0;
    }
    return sum / (3.0 * size);
  }

  /** Share of the picture. */
  double share() {
    return (double) size / kept.length;
  }
}
