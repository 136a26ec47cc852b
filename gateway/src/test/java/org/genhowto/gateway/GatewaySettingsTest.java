package org.genhowto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.genhowto.gateway.access.AccessSettings;
import org.genhowto.gateway.http.EdgeSettings;
import org.genhowto.gateway.http.Forwarded;
import org.genhowto.gateway.http.TlsSettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.tls.TlsFiles;
import org.junit.jupiter.api.Test;

class GatewaySettingsTest {
  @Test
  void defaults_listen_to_this_machine_only() {
    assertThat(GatewaySettings.from(Configuration.of(Map.of())))
        .isEqualTo(
            new GatewaySettings(
                "127.0.0.1",
                8080,
                16 << 20,
                40_000_000,
                Set.of("http", "https"),
                10_000,
                100,
                Duration.ofSeconds(10),
                new EdgeSettings(Set.of(), Set.of(), Forwarded.IGNORE, "", 1000),
                TlsSettings.NONE,
                new AccessSettings(Optional.empty(), 10_000)));
  }

  @Test
  void every_key_is_read() {
    Map<String, String> given =
        new HashMap<>(
            Map.of(
                "gateway.hosts", "robots.example",
                "gateway.cors-origins", "https://robots.example",
                "gateway.forwarded", "trust",
                "gateway.base-url", "https://robots.example/g/",
                "gateway.connections", "50"));
    given.putAll(
        Map.of(
            "gateway.host", "0.0.0.0",
            "gateway.port", "0",
            "gateway.max-body-bytes", "2048",
            "gateway.max-image-pixels", "1000",
            "gateway.video-schemes", "file",
            "gateway.remembered", "5",
            "gateway.followers", "6",
            "gateway.send-timeout", "250ms"));
    given.putAll(
        Map.of(
            "gateway.tokens", "tokens",
            "gateway.tls-certificate", "chain.pem",
            "gateway.tls-key", "key.pem",
            "gateway.tls", "proxy",
            "gateway.longest-queue", "7"));
    assertThat(GatewaySettings.SECTION.keys()).isEqualTo(given.keySet());

    assertThat(GatewaySettings.from(Configuration.of(given)))
        .isEqualTo(
            new GatewaySettings(
                "0.0.0.0",
                0,
                2048,
                1000,
                Set.of("file"),
                5,
                6,
                Duration.ofMillis(250),
                new EdgeSettings(
                    Set.of("robots.example"),
                    Set.of("https://robots.example"),
                    Forwarded.TRUST,
                    "https://robots.example/g",
                    50),
                new TlsSettings(
                    Optional.of(new TlsFiles(Path.of("chain.pem"), Path.of("key.pem"))),
                    TlsSettings.Ends.PROXY),
                new AccessSettings(Optional.of(Path.of("tokens")), 7)));
  }
}
