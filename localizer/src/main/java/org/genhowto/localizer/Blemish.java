package org.genhowto.localizer;

import java.util.Locale;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameFacts.Mark;

/** Why the picture of a second shows little of its moment, whatever its score. */
enum Blemish {
  /** It lies between two shots, as where one dissolves into the other. */
  TRANSITION,
  BLACK,
  /** It is the same picture as the second before. */
  FROZEN,
  /** It is a card, or has writing over it. */
  WRITING;

  /** Whether a setting names one. */
  static boolean isNamed(String word) {
    for (Blemish blemish : values()) {
      if (blemish.word().equals(word)) {
        return true;
      }
    }
    return false;
  }

  static Blemish named(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  boolean isOn(FrameFacts facts, int frame) {
    return switch (this) {
      case TRANSITION -> facts.is(Mark.TRANSITION, frame);
      case BLACK -> facts.is(Mark.BLACK, frame);
      case FROZEN -> facts.is(Mark.FROZEN, frame);
      case WRITING -> facts.measures(frame).text() >= FrameFacts.WRITING;
    };
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
