package org.genhowto.miniature.world;

import java.awt.Color;
import java.util.Locale;

/** A colour that has a name in captions. */
public enum Tint {
  RED(205, 40, 42),
  GREEN(88, 168, 62),
  YELLOW(238, 205, 66),
  ORANGE(240, 142, 32),
  BROWN(160, 108, 62),
  WHITE(240, 238, 230),
  BLUE(52, 104, 198),
  PINK(240, 130, 172),
  PURPLE(134, 72, 176);

  private final Color color;

  Tint(int red, int green, int blue) {
    this.color = new Color(red, green, blue);
  }

  /** The colour at its purest; scenes vary it a little. */
  public Color color() {
    return color;
  }

  /** The word captions use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
