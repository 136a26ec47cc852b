package org.genhowto.runtime.start;

/** Something that a command needs does not answer; the message says what, where and which key. */
public final class OutOfReachException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutOfReachException(String message) {
    super(message);
  }
}
