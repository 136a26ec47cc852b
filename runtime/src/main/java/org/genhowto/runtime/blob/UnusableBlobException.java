package org.genhowto.runtime.blob;

/**
 * The store answers, and a blob is not in it or not what its reference says. Unchecked, as it is
 * the fault of whoever wrote the reference; what fails in the store itself is an {@code
 * IOException}.
 */
public final class UnusableBlobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableBlobException(String message) {
    super(message);
  }
}
