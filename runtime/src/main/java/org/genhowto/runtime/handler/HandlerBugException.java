package org.genhowto.runtime.handler;

/** A handler threw what it may not throw: the worker stops, with the offset not committed. */
public final class HandlerBugException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HandlerBugException(Throwable cause) {
    super("the handler failed in a way that no retry mends: " + cause, cause);
  }
}
