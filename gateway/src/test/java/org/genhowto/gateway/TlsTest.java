package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.producer.MockProducer;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.tls.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates: openssl req -x509 -newkey ec -nodes, of 127.0.0.1, for a hundred years. */
class TlsTest extends GatewayFixture {
  @TempDir Path secrets;

  @Override
  Gateway gateway(MockProducer<byte[], byte[]> to, Duration sendTimeout) {
    install(1);
    return new Gateway(
        settings(sendTimeout, EDGE, tls("chain.pem", "key.pem"), OPEN),
        platform,
        new GatewayClients(consumer, to, queue),
        more());
  }

  private TlsSettings tls(String chain, String key) {
    return new TlsSettings(
        Optional.of(new TlsFiles(secrets.resolve(chain), secrets.resolve(key))),
        TlsSettings.Ends.HERE);
  }

  @Test
  void it_speaks_tls_and_takes_a_new_certificate_without_a_new_start() throws Exception {
    HttpResponse<String> first = ask();
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(name(first)).isEqualTo("CN=gateway-1");
    assertThat(first.headers().firstValue("Strict-Transport-Security").orElseThrow())
        .contains("max-age=31536000");
    assertThat(first.headers().firstValue("X-Content-Type-Options")).contains("nosniff");

    install(2);

    await(
        () -> {
          try {
            return name(ask()).equals("CN=gateway-2");
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void a_key_or_certificate_that_is_none_is_named() throws Exception {
    Files.writeString(secrets.resolve("other"), "no PEM");

    for (TlsSettings bad :
        new TlsSettings[] {
          tls("chain.pem", "other"), tls("other", "key.pem"), tls("chain.pem", "absent")
        }) {
      assertThatThrownBy(
              () ->
                  new Gateway(
                      settings(Duration.ofSeconds(1), EDGE, bad, OPEN),
                      platform,
                      new GatewayClients(freshConsumer(null), producer(), new StandInQueue()),
                      more()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("gateway.tls-key")
          .hasMessageContaining("expected PEM");
    }
  }

  private void install(int number) {
    try {
      for (String part : new String[] {"chain", "key"}) {
        Path file = secrets.resolve(part + ".pem");
        try (InputStream in = resource(part + "-" + number + ".pem")) {
          Files.write(file, in.readAllBytes());
        }
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(number)));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(TlsTest.class.getResourceAsStream("tls/" + name), name);
  }

  /** A new client each time: one that is kept would keep its connection. */
  private HttpResponse<String> ask() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (int number = 1; number <= 2; number++) {
      try (InputStream in = resource("chain-" + number + ".pem")) {
        trusted.setCertificateEntry(
            "gateway-" + number, CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + gateway.port() + "/healthz"))
                .timeout(PATIENCE)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String name(HttpResponse<String> response) throws Exception {
    SSLSession session = response.sslSession().orElseThrow();
    return ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
  }
}
