package org.genhowto.gateway.http;

import java.nio.file.Path;
import java.util.Optional;
import org.genhowto.runtime.config.ConfigurationException;

/**
 * How bytes are kept from being read on their way.
 *
 * @param certificate chain in PEM, the server's own first
 * @param key its private key in PEM (PKCS 8), not encrypted
 */
public record TlsSettings(Optional<Path> certificate, Optional<Path> key, Ends ends) {

  /** Nothing of it. */
  public static final TlsSettings NONE =
      new TlsSettings(Optional.empty(), Optional.empty(), Ends.HERE);

  /** Who ends TLS. */
  public enum Ends {
    /** The gateway itself, where it has a certificate. */
    HERE,
    /** Something in front, beside which nobody reaches the gateway. */
    PROXY
  }

  public TlsSettings {
    if (certificate.isPresent() != key.isPresent()) {
      throw new ConfigurationException(
          "one of gateway.tls-certificate and gateway.tls-key is given, expected both or none");
    }
  }

  public boolean isSet() {
    return certificate.isPresent();
  }
}
