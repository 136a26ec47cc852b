package org.genhowto.localizer.network;

import java.util.Random;
import org.genhowto.networks.image.RgbImage;

/**
 * One change of view, drawn once for a video and applied alike to all its frames: mirroring, scale,
 * shift, rotation, shear and brightness in the published ranges. Blur, sharpening and hue are left
 * out.
 *
 * @param inverse maps a pixel of the result to the frame, both with the origin in their middle: xx,
 *     xy, x0, yx, yy, y0 in units of the frame's width and height
 * @param light added to every colour
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record FrameAugmentation(double[] inverse, int light) {
  private static final double FLIP_SIDES = 0.5;
  private static final double FLIP_TOP = 0.1;
  private static final double MOVE = 0.5;
  private static final double SCALE = 0.2;
  private static final double SHIFT = 0.2;
  private static final double ROTATION = Math.toRadians(15);
  private static final double SHEAR = Math.tan(Math.toRadians(16));
  private static final int LIGHT = 10;

  static FrameAugmentation draw(Random random) {
    double flipX = random.nextDouble() < FLIP_SIDES ? -1 : 1;
    double flipY = random.nextDouble() < FLIP_TOP ? -1 : 1;
    double strength = random.nextDouble() < MOVE ? 1 : 0;
    double scaleX = flipX / (1 + strength * SCALE * signed(random));
    double scaleY = flipY / (1 + strength * SCALE * signed(random));
    double angle = strength * ROTATION * signed(random);
    double shear = strength * SHEAR * signed(random);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double[] inverse = {
      scaleX * cos,
      scaleX * (cos * shear - sin),
      strength * SHIFT * signed(random),
      scaleY * sin,
      scaleY * (sin * shear + cos),
      strength * SHIFT * signed(random)
    };
    return new FrameAugmentation(inverse, (int) Math.round(LIGHT * signed(random)));
  }

  /** The frame in this view; beyond the frame's edge its border goes on. */
  RgbImage apply(RgbImage frame) {
    int width = frame.width();
    int height = frame.height();
    byte[] from = frame.rgb();
    byte[] to = new byte[from.length];
    for (int y = 0; y < height; y++) {
      double v = y - (height - 1) / 2.0;
      for (int x = 0; x < width; x++) {
        double u = x - (width - 1) / 2.0;
        double sourceX = inverse[0] * u + inverse[1] * v + inverse[2] * width;
        double sourceY = inverse[3] * u + inverse[4] * v + inverse[5] * height;
        int column = clamp((int) Math.round(sourceX + (width - 1) / 2.0), width - 1);
        int row = clamp((int) Math.round(sourceY + (height - 1) / 2.0), height - 1);
        for (int colour = 0; colour < 3; colour++) {
          int value = (from[3 * (row * width + column) + colour] & 255) + light;
          to[3 * (y * width + x) + colour] = (byte) clamp(value, 255);
        }
      }
    }
    return new RgbImage(width, height, to);
  }

  private static double signed(Random random) {
    return 2 * random.nextDouble() - 1;
  }

  private static int clamp(int value, int highest) {
    return Math.min(Math.max(value, 0), highest);
  }
}
