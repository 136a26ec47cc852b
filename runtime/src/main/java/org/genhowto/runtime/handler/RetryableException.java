package org.genhowto.runtime.handler;

/**
 * The record's own source fails for a while: the loop tries again later, a limited number of times,
 * and at last writes a dead letter. What fails for every record is an {@link OutageException}.
 */
public final class RetryableException extends Exception {
  private static final long serialVersionUID = 1L;

  public RetryableException(String message, Throwable cause) {
    super(message, cause);
  }
}
