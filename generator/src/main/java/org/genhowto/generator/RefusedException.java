package org.genhowto.generator;

/** A request that cannot be answered with an image; the message is a sentence for the requester. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }

  RefusedException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
