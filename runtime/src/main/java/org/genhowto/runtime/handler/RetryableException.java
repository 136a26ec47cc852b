package org.genhowto.runtime.handler;

/**
 * A failure that may pass: the loop tries again after a pause, and at last writes a dead letter.
 */
public final class RetryableException extends Exception {
  private static final long serialVersionUID = 1L;

  public RetryableException(String message, Throwable cause) {
    super(message, cause);
  }
}
