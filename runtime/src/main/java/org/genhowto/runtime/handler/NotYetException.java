package org.genhowto.runtime.handler;

import java.time.Duration;

/**
 * The record cannot be begun at present through no fault of its own, for example as its web host is
 * busy with others. It comes again after a pause; no attempt is counted, and other records go on.
 */
public final class NotYetException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration pause;

  public NotYetException(String message, Duration pause) {
    super(message);
    this.pause = pause;
  }

  /** When it is worth to ask again. */
  public Duration pause() {
    return pause;
  }
}
