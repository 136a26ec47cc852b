package org.genhowto.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.loop.Await;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.worker.Health;
import org.genhowto.runtime.worker.HealthPages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates: openssl req -x509 -newkey ec -nodes, of 127.0.0.1, for a hundred years. */
class HealthTlsTest {
  private final HealthPages pages = new HealthPages(new Health(List.of()), new Telemetry());

  @TempDir Path secrets;

  @BeforeEach
  void first() throws IOException {
    install(1);
  }

  @Test
  void it_speaks_tls_and_takes_a_new_certificate_without_a_new_start() throws Exception {
    HealthAddress address = address("chain.pem", "key.pem");
    try (HealthEndpoint endpoint = address.open(pages)) {
      URI uri = URI.create(address.url(endpoint.port()));
      assertThat(uri.getScheme()).isEqualTo("https");
      assertThat(ask(uri).statusCode()).isEqualTo(200);
      assertThat(name(ask(uri))).isEqualTo("CN=worker-1");

      install(2);

      Await.until("the new certificate", () -> name(ask(uri)).equals("CN=worker-2"));
    }
  }

  @Test
  void a_certificate_that_is_half_written_leaves_the_old_one_in_service() throws Exception {
    HealthAddress address = address("chain.pem", "key.pem");
    try (HealthEndpoint endpoint = address.open(pages)) {
      URI uri = URI.create(address.url(endpoint.port()));
      Files.writeString(secrets.resolve("chain.pem"), "-----BEGIN CERTIFICATE-----\nMIIB");
      // Longer than it takes to look again.
      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() - end < 0) {
        assertThat(name(ask(uri))).isEqualTo("CN=worker-1");
      }
    }
  }

  @Test
  void a_key_or_certificate_that_is_none_is_named() throws Exception {
    Files.writeString(secrets.resolve("other"), "no PEM");

    for (HealthAddress bad :
        List.of(
            address("chain.pem", "other"),
            address("other", "key.pem"),
            address("chain.pem", "absent"))) {
      assertThatThrownBy(() -> bad.open(pages))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("worker.tls-certificate '")
          .hasMessageContaining("worker.tls-key '")
          .hasMessageContaining("expected PEM");
    }
    assertThatThrownBy(
            () -> HealthAddress.from(Configuration.of(Map.of("worker.tls-certificate", "c.pem"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "one of worker.tls-certificate and worker.tls-key is given, expected both or none");
  }

  @Tag("slow")
  @Test
  void half_a_handshake_holds_up_nobody_and_loses_its_connection() throws Exception {
    HealthAddress address = address("chain.pem", "key.pem");
    List<Socket> half = new ArrayList<>();
    try (HealthEndpoint endpoint = address.open(pages)) {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
        socket.getOutputStream().write(new byte[] {22, 3, 1, 2}); // A ClientHello begins so.
        socket.setSoTimeout(60_000);
        half.add(socket);
      }
      assertThat(ask(URI.create(address.url(endpoint.port()))).statusCode()).isEqualTo(200);
      for (Socket socket : half) {
        assertThat(HalfSent.closed(socket)).isTrue();
      }
    } finally {
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  private HealthAddress address(String chain, String key) {
    return HealthAddress.from(
        Configuration.of(
            Map.of(
                "worker.health-port",
                "0",
                "worker.tls-certificate",
                secrets.resolve(chain).toString(),
                "worker.tls-key",
                secrets.resolve(key).toString())));
  }

  private void install(int number) throws IOException {
    for (String part : List.of("chain", "key")) {
      Path file = secrets.resolve(part + ".pem");
      try (InputStream in = resource(part + "-" + number + ".pem")) {
        Files.write(file, in.readAllBytes());
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(number)));
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(HealthTlsTest.class.getResourceAsStream("tls/" + name), name);
  }

  /** On a connection of its own. */
  private static HttpResponse<String> ask(URI uri) {
    try {
      return HttpClient.newBuilder()
          .sslContext(trusting())
          .build()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (int number = 1; number <= 2; number++) {
      try (InputStream in = resource("chain-" + number + ".pem")) {
        trusted.setCertificateEntry(
            "worker-" + number, CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String name(HttpResponse<String> response) {
    try {
      return ((X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (SSLPeerUnverifiedException e) {
      throw new AssertionError(e);
    }
  }
}
