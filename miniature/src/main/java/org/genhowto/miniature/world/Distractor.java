package org.genhowto.miniature.world;

import java.util.List;
import java.util.Locale;

/** Things that stock pictures show and no video does. */
public enum Distractor {
  CLOCK(Tint.WHITE, Tint.RED, Tint.BLUE),
  CHAIR(Tint.BROWN, Tint.WHITE, Tint.GREEN),
  SHOE(Tint.RED, Tint.BLUE, Tint.WHITE),
  UMBRELLA(Tint.RED, Tint.YELLOW, Tint.PURPLE),
  CAR(Tint.RED, Tint.BLUE, Tint.GREEN),
  BOAT(Tint.WHITE, Tint.RED, Tint.BLUE);

  private final List<Tint> tints;

  Distractor(Tint... tints) {
    this.tints = List.of(tints);
  }

  /** Colours it comes in. */
  public List<Tint> tints() {
    return tints;
  }

  /** The word captions use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
