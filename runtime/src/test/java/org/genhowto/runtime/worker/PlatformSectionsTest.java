package org.genhowto.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.SectionValues;
import org.junit.jupiter.api.Test;

class PlatformSectionsTest {
  @Test
  void every_key_of_the_connection_is_read() {
    KafkaConnection kafka =
        KafkaConnection.from(
            Configuration.of(
                Map.of(
                    "kafka.bootstrap", "b:9092",
                    "kafka.security.protocol", "SSL",
                    "registry.url", "http://r",
                    "registry.max.retries", "7")));

    assertThat(kafka)
        .isEqualTo(
            new KafkaConnection(
                "b:9092",
                "http://r",
                Map.of("security.protocol", "SSL"),
                Map.of("max.retries", "7")));
  }

  @Test
  void every_key_of_the_process_is_read() {
    Map<String, String> given =
        Map.of(
            "worker.instance", "third",
            "worker.state-directory", "/state",
            "worker.shutdown-grace", "5s",
            "worker.tls-certificate", "/chain.pem",
            "worker.tls-key", "/key.pem",
            "worker.health-host", "0.0.0.0",
            "worker.health-port", "0");
    assertThat(PlatformSections.WORKER.keys()).isEqualTo(given.keySet());

    SectionValues values = Configuration.of(given).values(PlatformSections.WORKER);

    assertThat(values.find("instance")).contains("third");
    assertThat(values.string("health-host")).isEqualTo("0.0.0.0");
    assertThat(values.findWhole("health-port")).contains(0L);
    assertThat(values.findPath("state-directory")).contains(Path.of("/state"));
    assertThat(values.findPath("tls-certificate")).contains(Path.of("/chain.pem"));
    assertThat(values.findPath("tls-key")).contains(Path.of("/key.pem"));
    assertThat(values.duration("shutdown-grace")).isEqualTo(Duration.ofSeconds(5));
  }
}
