package org.genhowto.runtime.topic;

import org.genhowto.runtime.record.LetterPosition;

/** What became of a letter that was to be replayed or discarded. */
public sealed interface LetterVerdict {
  LetterPosition position();

  /** It was done, or would be. */
  record Done(LetterEntry entry) implements LetterVerdict {
    @Override
    public LetterPosition position() {
      return entry.letter().position();
    }
  }

  /**
   * It was not done.
   *
   * @param why a sentence
   */
  record Refused(LetterPosition position, String why) implements LetterVerdict {}
}
