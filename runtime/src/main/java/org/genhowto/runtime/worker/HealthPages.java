package org.genhowto.runtime.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import java.util.function.Supplier;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.metrics.Telemetry;

/** What a process answers at /metrics, /healthz and /readyz, whichever server it answers with. */
public record HealthPages(Health health, Telemetry telemetry) {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  /** One answer. */
  public record Page(int status, String type, String text) {}

  /** The pages by their path, made anew at each call. */
  public Map<String, Supplier<Page>> byPath() {
    return Map.of(
        "/metrics", this::metrics,
        "/healthz", () -> states(health.healthy()),
        "/readyz", () -> states(health.ready()));
  }

  private Page metrics() {
    telemetry.states(health.standings());
    // The version is what Prometheus asks scrapers to be told.
    return new Page(OK, "text/plain; version=0.0.4; charset=utf-8", telemetry.scrape());
  }

  /** State of each worker by name, as {@link Health#states} says it. */
  private Page states(boolean well) {
    try {
      return new Page(
          well ? OK : UNAVAILABLE,
          "application/json",
          Json.PLAIN.writeValueAsString(health.states()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }
}
