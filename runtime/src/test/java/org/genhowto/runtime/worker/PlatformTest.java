package org.genhowto.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.tracing.Spans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
  @TempDir Path folder;

  @Test
  void nobody_watches_traces_unless_it_is_said_where() {
    try (Platform platform = Platform.from(settings(Map.of()))) {
      assertThat(platform.telemetry().spans()).isSameAs(Spans.OFF);
      assertThat(platform.telemetry().worker("ingest").spans()).isSameAs(Spans.OFF);
    }
    Map<String, String> endpoint =
        Map.of("telemetry.otlp-endpoint", "http://127.0.0.1:4318/v1/traces");
    try (Platform platform = Platform.from(settings(endpoint))) {
      assertThat(platform.telemetry().spans().on()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "collector:4317",
        "http://collector:4318",
        "grpc://collector:4317/v1/traces",
        "http:///v1/traces",
        "http://collector:4318/v1/ traces"
      })
  void an_endpoint_that_nothing_can_be_posted_to_is_told(String endpoint) {
    assertThatThrownBy(
            () -> Platform.from(settings(Map.of("telemetry.otlp-endpoint", endpoint))).close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("telemetry.otlp-endpoint is '" + endpoint + "'")
        .hasMessageContaining("expected http or https, a host and a path");
  }

  private Configuration settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("registry.url", "mock://platform-test");
    settings.put("blobs.uri", folder.toUri().toString());
    return Configuration.of(settings);
  }
}
