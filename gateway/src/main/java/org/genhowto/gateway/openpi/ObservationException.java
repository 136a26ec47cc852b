package org.genhowto.gateway.openpi;

/** An observation that cannot be used; the message says what, actual and expected. */
final class ObservationException extends Exception {
  private static final long serialVersionUID = 1L;

  ObservationException(String message) {
    super(message);
  }
}
