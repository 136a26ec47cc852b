package org.genhowto.runtime.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.genhowto.runtime.config.ConfigurationException;

/**
 * What a server shows of itself.
 *
 * @param certificate chain in PEM, the server's own first
 * @param key its private key in PEM (PKCS 8), not encrypted
 */
public record TlsFiles(Path certificate, Path key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = {};

  /**
   * Of two settings; none where neither is given.
   *
   * @throws ConfigurationException one of them alone is given
   */
  public static Optional<TlsFiles> from(
      String section, Optional<Path> certificate, Optional<Path> key) {
    if (certificate.isPresent() != key.isPresent()) {
      throw new ConfigurationException(
          "one of %s.tls-certificate and %s.tls-key is given, expected both or none"
              .formatted(section, section));
    }
    return certificate.map(chain -> new TlsFiles(chain, key.orElseThrow()));
  }

  /**
   * Both are looked at now and then, and when they have changed, new connections have the new ones.
   *
   * @param section of the settings tls-certificate and tls-key
   * @throws ConfigurationException certificate or key cannot be used
   */
  public SSLContext context(String section) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new RenewedKeyManager(this)}, null, null);
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s.tls-certificate '%s' and %s.tls-key '%s' cannot be used: %s; expected PEM, the key as PKCS 8 without a password (openssl pkcs8 -topk8 -nocrypt)"
              .formatted(section, certificate, section, key, e.getMessage()),
          e);
    }
  }

  /** When they were written. */
  List<FileTime> times() throws IOException {
    return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
  }

  /** Both as they are now, under an alias. */
  X509ExtendedKeyManager read(String alias) throws IOException, GeneralSecurityException {
    Certificate[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate)))
            .toArray(Certificate[]::new);
    if (chain.length == 0) {
      throw new IllegalArgumentException("there is no certificate");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry(alias, privateKey(), NO_PASSWORD, chain);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, NO_PASSWORD);
    return Arrays.stream(managers.getKeyManagers())
        .filter(X509ExtendedKeyManager.class::isInstance)
        .map(X509ExtendedKeyManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IllegalArgumentException("the key has no line BEGIN PRIVATE KEY");
    }
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    GeneralSecurityException last = new GeneralSecurityException("the key is of no known kind");
    for (String kind : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(encoded);
      } catch (GeneralSecurityException e) {
        last.addSuppressed(e);
      }
    }
    throw last;
  }
}
