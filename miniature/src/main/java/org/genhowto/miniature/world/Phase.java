package org.genhowto.miniature.world;

import org.genhowto.schemas.Target;

/** The three moments of an interaction, with the label ChangeIt's annotation files give them. */
public enum Phase {
  INITIAL(1),
  ACTION(2),
  FINAL(3);

  /** Label of a second that shows none of the three. */
  public static final int BACKGROUND = 0;

  private final int label;

  Phase(int label) {
    this.label = label;
  }

  /** The phase that a picture of that target shows. */
  public static Phase of(Target target) {
    return switch (target) {
      case ACTION -> ACTION;
      case FINAL_STATE -> FINAL;
    };
  }

  /** Number that stands for this phase in an annotation file. */
  public int label() {
    return label;
  }
}
