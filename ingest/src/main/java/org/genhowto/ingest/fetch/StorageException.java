package org.genhowto.ingest.fetch;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** This machine cannot keep what comes in: its disk is full, or the folder cannot be written. */
final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  private StorageException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** What to throw where writing failed: who interrupts it does not make the disk fail. */
  static IOException of(IOException cause) {
    return cause instanceof ClosedByInterruptException || cause instanceof StorageException
        ? cause
        : new StorageException(cause);
  }
}
