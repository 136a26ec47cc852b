package org.genhowto.miniature.drawing;

import java.util.SplittableRandom;

/**
 * Where a picture is taken from.
 *
 * @param x shift to the right in hundredths of the picture
 * @param y shift down in hundredths of the picture
 * @param zoom magnification about the centre
 * @param brightness exposure
 * @param noise seed of the sensor's noise
 */
public record Camera(double x, double y, double zoom, double brightness, long noise) {

  /** A camera in a hand: about 2 hundredths of shift, 3.5 % of zoom, 4 % of exposure. */
  public static Camera handheld(SplittableRandom random) {
    return new Camera(
        (random.nextDouble() - 0.5) * 5,
        (random.nextDouble() - 0.5) * 5,
        1 + (random.nextDouble() - 0.5) * 0.07,
        1 + (random.nextDouble() - 0.5) * 0.08,
        random.nextLong());
  }

  /** The same with other noise. */
  public Camera withNoise(long other) {
    return new Camera(x, y, zoom, brightness, other);
  }
}
