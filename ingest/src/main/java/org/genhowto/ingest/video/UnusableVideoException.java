package org.genhowto.ingest.video;

import org.jspecify.annotations.Nullable;

/** A video that can never be used; the message is one sentence for its submitter. */
public sealed class UnusableVideoException extends Exception
    permits StillVideoException, UndecodableException {
  private static final long serialVersionUID = 1L;

  public UnusableVideoException(String message) {
    super(message);
  }

  public UnusableVideoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
