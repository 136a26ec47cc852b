package org.genhowto.generator.release;

/** A release that cannot be served, and will not be by waiting; the message says why. */
public final class UnusableReleaseException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableReleaseException(String message) {
    super(message);
  }

  UnusableReleaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
