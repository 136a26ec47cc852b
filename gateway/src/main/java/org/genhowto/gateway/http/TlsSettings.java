package org.genhowto.gateway.http;

import java.util.Optional;
import org.genhowto.runtime.tls.TlsFiles;

/**
 * How bytes are kept from being read on their way.
 *
 * @param files what the gateway shows of itself, where it ends TLS
 * @param ends who ends TLS
 */
public record TlsSettings(Optional<TlsFiles> files, Ends ends) {

  /** Nothing of it. */
  public static final TlsSettings NONE = new TlsSettings(Optional.empty(), Ends.HERE);

  /** Who ends TLS. */
  public enum Ends {
    /** The gateway itself, where it has a certificate. */
    HERE,
    /** Something in front, beside which nobody reaches the gateway. */
    PROXY
  }

  public boolean isSet() {
    return files.isPresent();
  }
}
