package org.genhowto.ingest.fetch;

import java.io.IOException;

/** This machine cannot keep what comes in: its disk is full, or the folder cannot be written. */
final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  StorageException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
