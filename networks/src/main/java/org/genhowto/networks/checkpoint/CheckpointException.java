package org.genhowto.networks.checkpoint;

/** A model's files cannot be used as they are; the message says what is wrong and where. */
public final class CheckpointException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
