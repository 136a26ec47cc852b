package org.genhowto.dataset.looks;

import java.util.Random;
import org.genhowto.networks.image.RgbImage;

/** Pictures for tests. */
public final class Waves {
  private Waves() {}

  /** Waves of a direction and length that follow from a number. */
  public static RgbImage picture(int number) {
    Random random = new Random(number);
    double[] waves = random.doubles(6, .02, .12).toArray();
    double[] phases = random.doubles(3, 0, 6).toArray();
    byte[] rgb = new byte[3 * 96 * 72];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % 96;
      int y = i / 3 / 96;
      double sum = 0;
      for (int w = 0; w < 3; w++) {
        sum += Math.sin(waves[2 * w] * x + waves[2 * w + 1] * y * (w - 1) + phases[w]);
      }
      rgb[i] = (byte) (128 + 40 * sum);
    }
    return new RgbImage(96, 72, rgb);
  }
}
