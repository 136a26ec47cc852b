package org.genhowto.schemas;

import org.jspecify.annotations.Nullable;

/** Bytes in a topic that are no record of that topic; trying again does not help. */
public final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UndecodableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
