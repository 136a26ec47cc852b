package org.genhowto.miniature.drawing;

import java.awt.Color;
import java.util.SplittableRandom;

/** Small sums with colours. */
public final class Colors {
  private Colors() {}

  /** The colour scaled towards black (below one) or white (above one). */
  public static Color shade(Color color, double factor) {
    if (factor <= 1) {
      return mix(Color.BLACK, color, factor);
    }
    return mix(color, Color.WHITE, factor - 1);
  }

  /** The point between two colours at the given share of the second. */
  public static Color mix(Color from, Color to, double share) {
    return new Color(
        clamp(from.getRed() + (to.getRed() - from.getRed()) * share),
        clamp(from.getGreen() + (to.getGreen() - from.getGreen()) * share),
        clamp(from.getBlue() + (to.getBlue() - from.getBlue()) * share));
  }

  public static Color alpha(Color color, double opacity) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), clamp(opacity * 255));
  }

  /** The colour with every channel moved by up to that many steps. */
  public static Color vary(Color color, int steps, SplittableRandom random) {
    return new Color(
        clamp(color.getRed() + random.nextInt(-steps, steps + 1)),
        clamp(color.getGreen() + random.nextInt(-steps, steps + 1)),
        clamp(color.getBlue() + random.nextInt(-steps, steps + 1)));
  }

  public static int clamp(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
