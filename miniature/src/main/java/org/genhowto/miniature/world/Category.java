package org.genhowto.miniature.world;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The eighteen interactions of the miniature world. */
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
  BALLOON(Family.INFLATE, Tint.RED, Tint.BLUE, Tint.GREEN, Tint.YELLOW, Tint.PINK);

  private static final List<Category> HELD_OUT = List.of(ORANGE, TOMATO, MUG, PANCAKE, TOWEL);
  private static final List<Category> SIBLINGS = List.of(APPLE, POTATO, BOWL, TOAST, SHIRT);

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

  /** Whether GenHowTo is never trained on it; a sibling of the same family is seen. */
  public boolean heldOut() {
    return HELD_OUT.contains(this);
  }

  /** The name models, files and captions use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The categories GenHowTo is trained on. */
  public static List<Category> seen() {
    return Arrays.stream(values()).filter(category -> !category.heldOut()).toList();
  }

  /** The categories GenHowTo never sees in training. */
  public static List<Category> unseen() {
    return HELD_OUT;
  }

  /**
   * Seen categories to measure beside the unseen ones: each is of the family of the held-out one at
   * its place.
   */
  public static List<Category> siblings() {
    return SIBLINGS;
  }

  /** The category of that name. */
  public static Category named(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
