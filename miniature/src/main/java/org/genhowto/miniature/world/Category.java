package org.genhowto.miniature.world;

import java.util.List;
import java.util.Locale;

/**
 * The interactions of the miniature world, eighteen in its first edition. Seeds and models count on
 * their order: new ones come last.
 */
public enum Category {
  APPLE(Family.SLICE, Tint.RED, Tint.GREEN, Tint.YELLOW),
  ORANGE(Family.SLICE, Tint.ORANGE),
  TOMATO(Family.SLICE, Tint.RED, Tint.YELLOW),
  POTATO(Family.SLICE, Tint.BROWN),
  GLASS(Family.FILL, Tint.WHITE),
  MUG(Family.FILL, Tint.WHITE, Tint.BLUE, Tint.RED, Tint.GREEN),
  BOWL(Family.FILL, Tint.WHITE, Tint.BLUE, Tint.RED, Tint.GREEN),
  TOAST(Family.SPREAD, Tint.BROWN),
  PANCAKE(Family.SPREAD, Tint.BROWN),
  CAKE(Family.SPREAD, Tint.BROWN),
  CANDLE(Family.LIGHT, Tint.WHITE, Tint.RED, Tint.BLUE, Tint.PURPLE),
  BOX(Family.OPEN, Tint.BROWN, Tint.BLUE, Tint.RED),
  EGG(Family.FRY, Tint.WHITE),
  POT(Family.PLANT, Tint.BROWN, Tint.BLUE, Tint.WHITE),
  SHIRT(Family.FOLD, Tint.RED, Tint.BLUE, Tint.GREEN, Tint.YELLOW, Tint.WHITE),
  TOWEL(Family.FOLD, Tint.RED, Tint.BLUE, Tint.GREEN, Tint.PINK, Tint.WHITE),
  CANVAS(Family.PAINT, Tint.WHITE),
  BALLOON(Family.INFLATE, Tint.RED, Tint.BLUE, Tint.GREEN, Tint.YELLOW, Tint.PINK),
  CARROT(Family.PEEL, Tint.ORANGE),
  CUCUMBER(Family.PEEL, Tint.GREEN),
  KIWI(Family.PEEL, Tint.BROWN),
  BANANA(Family.PEEL, Tint.YELLOW),
  PIZZA(Family.TOP, Tint.WHITE),
  TART(Family.TOP, Tint.WHITE),
  FOCACCIA(Family.TOP, Tint.WHITE),
  LANTERN(Family.LIGHT, Tint.RED, Tint.GREEN, Tint.BLUE),
  CHEST(Family.OPEN, Tint.BROWN, Tint.RED, Tint.GREEN),
  VASE(Family.PLANT, Tint.WHITE, Tint.BLUE, Tint.GREEN),
  NAPKIN(Family.FOLD, Tint.RED, Tint.BLUE, Tint.GREEN, Tint.YELLOW, Tint.PINK),
  WAFFLE(Family.SPREAD, Tint.BROWN);

  private final Family family;
  private final List<Tint> tints;

  Category(Family family, Tint... tints) {
    this.family = family;
    this.tints = List.of(tints);
  }

  /** How the object changes. */
  public Family family() {
    return family;
  }

  /** Colours the object comes in. */
  public List<Tint> tints() {
    return tints;
  }

  /** The name models, files and captions use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The category of that name. */
  public static Category named(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
