package org.genhowto.schemas;

import java.io.IOException;

/** The Schema Registry did not answer, or not to the point; trying again may help. */
public final class RegistryUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  public RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
