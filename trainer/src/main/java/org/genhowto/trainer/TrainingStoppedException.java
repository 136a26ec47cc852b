package org.genhowto.trainer;

/** Ends a training before its last step, because nobody wants it here any more. */
final class TrainingStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingStoppedException(String message) {
    super(message);
  }
}
