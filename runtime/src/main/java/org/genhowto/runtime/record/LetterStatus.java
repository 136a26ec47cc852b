package org.genhowto.runtime.record;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.genhowto.schemas.DeadLetterAction;
import org.genhowto.schemas.DeadLetterState;
import org.jspecify.annotations.Nullable;

/** Where a dead letter stands. */
public enum LetterStatus {
  /** Nothing was done about it. */
  OPEN,
  /** Its replay waits for the worker, or is being worked on. */
  REPLAYED,
  /** Its replay ended well. */
  RESOLVED,
  /** Its replay ended as a dead letter once more. */
  FAILED_AGAIN,
  /** A person gave it up. */
  DISCARDED;

  /**
   * Of the newest letter of a record.
   *
   * @param state what was done last about the record, where anything was
   */
  public static LetterStatus of(DeadLetter letter, @Nullable DeadLetterState state) {
    if (state == null) {
      return letter.failures() > 1 ? FAILED_AGAIN : OPEN;
    }
    if (state.getAction() == DeadLetterAction.RESOLVED) {
      return RESOLVED;
    }
    if (state.getAction() == DeadLetterAction.DISCARDED) {
      return DISCARDED;
    }
    return letter.failures() > state.getFailures() ? FAILED_AGAIN : REPLAYED;
  }

  /** Whether something is still to be done about it. */
  public boolean waitsForPeople() {
    return this == OPEN || this == FAILED_AGAIN;
  }

  /** As commands and addresses spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<LetterStatus> named(String word) {
    return Arrays.stream(values())
        .filter(status -> status.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
