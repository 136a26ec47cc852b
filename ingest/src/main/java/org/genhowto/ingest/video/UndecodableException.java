package org.genhowto.ingest.video;

/**
 * One file cannot be decoded: others that stand before or behind it may be. The message is one
 * sentence.
 */
final class UndecodableException extends UnusableVideoException {
  private static final long serialVersionUID = 1L;

  UndecodableException(String message) {
    super(message);
  }
}
