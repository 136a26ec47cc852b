package org.genhowto.gateway.http;

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
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.genhowto.runtime.config.ConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with a certificate and a key in PEM. Both are looked at now and then, and when they have
 * changed, new connections have the new ones.
 */
final class TlsConnector {
  private static final Logger LOG = LoggerFactory.getLogger(TlsConnector.class);
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final long LOOK_NANOS = Duration.ofSeconds(2).toNanos();
  private static final char[] NO_PASSWORD = {};

  private final Path certificate;
  private final Path key;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private final AtomicLong nextLook = new AtomicLong(System.nanoTime() + LOOK_NANOS);
  private volatile List<FileTime> times;

  /**
   * @throws ConfigurationException certificate or key cannot be used
   */
  TlsConnector(Path certificate, Path key) {
    this.certificate = certificate;
    this.key = key;
    try {
      this.times = times();
      context.setKeyStore(store());
      context.setKeyStorePassword("");
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "gateway.tls-certificate '%s' and gateway.tls-key '%s' cannot be used: %s; expected PEM, the key as PKCS 8 without a password (openssl pkcs8 -topk8 -nocrypt)"
              .formatted(certificate, key, e.getMessage()),
          e);
    }
  }

  ServerConnector on(Server server, HttpConfiguration plain, String host, int port) {
    HttpConfiguration secure = new HttpConfiguration(plain);
    SecureRequestCustomizer customizer = new SecureRequestCustomizer(false);
    customizer.setStsMaxAge(Duration.ofDays(365).toSeconds());
    secure.addCustomizer(customizer);
    secure.addCustomizer(
        (request, headers) -> {
          look();
          return request;
        });
    ServerConnector connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(context, "http/1.1"),
            new HttpConnectionFactory(secure));
    connector.setHost(host);
    connector.setPort(port);
    return connector;
  }

  /** Whoever keeps certificates fresh replaces the files; a half-written pair is left for later. */
  private void look() {
    long due = nextLook.get();
    if (System.nanoTime() - due < 0 || !nextLook.compareAndSet(due, due + LOOK_NANOS)) {
      return;
    }
    try {
      List<FileTime> now = times();
      if (!now.equals(times)) {
        KeyStore fresh = store();
        context.reload(factory -> factory.setKeyStore(fresh));
        times = now;
        LOG.atInfo().addKeyValue("file", certificate).log("certificate read again");
      }
    } catch (Exception e) { // The old one goes on to serve, whatever is wrong with the new one.
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("certificate not read, the old holds");
    }
  }

  private List<FileTime> times() throws IOException {
    return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    Certificate[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate)))
            .toArray(Certificate[]::new);
    if (chain.length == 0) {
      throw new IllegalArgumentException("there is no certificate");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("gateway", privateKey(), NO_PASSWORD, chain);
    return store;
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
