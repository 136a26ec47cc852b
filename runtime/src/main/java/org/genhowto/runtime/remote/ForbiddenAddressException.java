package org.genhowto.runtime.remote;

import java.io.IOException;

/** A place that is not called, whatever it would answer. */
public final class ForbiddenAddressException extends IOException {
  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String message) {
    super(message);
  }

  static ForbiddenAddressException ofHost(String host) {
    return new ForbiddenAddressException(
        host + " is an address of this machine or of a private network");
  }

  static ForbiddenAddressException ofPort(String host, int port) {
    return new ForbiddenAddressException(
        "port %d of %s is none of those that are called".formatted(port, host));
  }
}
