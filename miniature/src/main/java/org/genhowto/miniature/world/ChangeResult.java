package org.genhowto.miniature.world;

import java.awt.Color;
import java.util.Locale;

/**
 * What an interaction leaves behind: the liquid, the spread, the flower, the picture, the topping.
 */
public enum ChangeResult {
  /** The family has one outcome only, which needs no word. */
  PLAIN(new Color(255, 255, 255)),
  WATER(new Color(120, 190, 235)),
  MILK(new Color(250, 248, 240)),
  JUICE(new Color(245, 150, 30)),
  COFFEE(new Color(88, 48, 24)),
  BUTTER(new Color(250, 222, 96)),
  JAM(new Color(186, 24, 52)),
  CHOCOLATE(new Color(82, 42, 22)),
  CREAM(new Color(252, 250, 244)),
  RED(new Color(216, 36, 44)),
  YELLOW(new Color(250, 212, 40)),
  PINK(new Color(244, 120, 178)),
  PURPLE(new Color(140, 70, 190)),
  SUN(new Color(250, 180, 60)),
  TREE(new Color(70, 140, 60)),
  HOUSE(new Color(190, 70, 50)),
  SEA(new Color(40, 110, 190)),
  CHEESE(new Color(250, 206, 84)),
  TOMATOES(new Color(212, 44, 36)),
  SPINACH(new Color(52, 122, 50)),
  OLIVES(new Color(62, 44, 76));

  private final Color color;

  ChangeResult(Color color) {
    this.color = color;
  }

  public Color color() {
    return color;
  }

  /** The word captions use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
