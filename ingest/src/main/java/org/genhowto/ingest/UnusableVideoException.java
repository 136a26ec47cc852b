package org.genhowto.ingest;

import org.jspecify.annotations.Nullable;

/** A video that can never be used; the message is one sentence for its submitter. */
public final class UnusableVideoException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableVideoException(String message) {
    super(message);
  }

  UnusableVideoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
