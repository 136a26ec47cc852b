package org.genhowto.runtime.handler;

import java.time.Duration;

/**
 * The record's own source fails for a while: the loop tries again later, a limited number of times,
 * and at last writes a dead letter. What fails for every record is an {@link OutageException}.
 */
public final class RetryableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration pause;

  public RetryableException(String message, Throwable cause) {
    this(message, cause, Duration.ZERO);
  }

  /**
   * @param pause the least that the source wants to be left alone; the loop's own pause may be
   *     longer
   */
  public RetryableException(String message, Throwable cause, Duration pause) {
    super(message, cause);
    this.pause = pause;
  }

  /** The least time until it is worth to try again; zero where nothing says so. */
  public Duration pause() {
    return pause;
  }
}
