package org.genhowto.runtime.handler;

/**
 * Something that every record needs is away or refuses everything: the blob store, the disk, a
 * service. The loop waits for it as long as it takes and says so; nothing is counted against the
 * record.
 */
public final class OutageException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is away, and what it was asked for
   */
  public OutageException(String message, Throwable cause) {
    super(message, cause);
  }
}
