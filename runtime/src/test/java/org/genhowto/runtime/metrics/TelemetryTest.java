package org.genhowto.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.runtime.metrics.WorkerState.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private final Telemetry telemetry = new Telemetry();

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void what_waits_is_unknown_until_someone_has_looked() {
    WorkerTelemetry metrics = telemetry.worker("metrics");
    assertThat(telemetry.scrape()).as("it may have no input").doesNotContain("genhowto_worker_lag");
    metrics.lagUnknown();
    assertThat(telemetry.scrape()).contains("genhowto_worker_lag{worker=\"metrics\"} NaN");

    metrics.lag(998);
    assertThat(telemetry.scrape()).contains("genhowto_worker_lag{worker=\"metrics\"} 998.0");
    assertThat(metrics.numbers().lag()).isEqualTo(998);

    metrics.lagUnknown();
    assertThat(telemetry.scrape()).contains("genhowto_worker_lag{worker=\"metrics\"} NaN");
    assertThat(metrics.numbers().lag()).isZero();
  }

  @Test
  void the_process_is_told_of_in_base_units() {
    assertThat(telemetry.scrape())
        .contains(
            "# TYPE process_cpu_seconds_total counter",
            "# TYPE process_start_time_seconds gauge",
            "# TYPE process_open_fds gauge",
            "# TYPE process_resident_memory_bytes gauge",
            "# TYPE jvm_memory_used_bytes gauge",
            "# TYPE jvm_gc_collection_seconds summary",
            "# TYPE jvm_threads_current gauge",
            "# TYPE jvm_classes_currently_loaded gauge");
  }

  @Test
  void a_worker_is_in_one_state_and_its_reason_is_a_label_only_while_it_holds() {
    telemetry.states(
        Map.of(
            "ingest", new WorkerState(Kind.READY, ""),
            "metrics", new WorkerState(Kind.WAITING, "998 records wait and none for 45 s")));
    assertThat(telemetry.scrape())
        .contains(
            "genhowto_worker_state{state=\"ready\",worker=\"ingest\"} 1.0",
            "genhowto_worker_state{state=\"waiting\",worker=\"ingest\"} 0.0",
            "genhowto_worker_state{state=\"waiting\",worker=\"metrics\"} 1.0",
            "genhowto_worker_state_reason{reason=\"# records wait and none for # s\","
                + "state=\"waiting\",worker=\"metrics\"} 1.0");

    telemetry.states(Map.of("metrics", new WorkerState(Kind.STOPPED, "x".repeat(500))));
    assertThat(telemetry.scrape())
        .contains("genhowto_worker_state{state=\"stopped\",worker=\"metrics\"} 1.0")
        .contains("reason=\"" + "x".repeat(159) + "\u2026\"")
        .doesNotContain("records wait and none", "worker=\"ingest\"");
  }

  @Test
  void every_series_has_a_sentence_and_a_kind() {
    telemetry.worker("ingest").skipped("too-short");
    telemetry.worker("ingest").failed("release");
    telemetry.worker("ingest").handled(Duration.ofMillis(3));
    telemetry.states(Map.of("ingest", new WorkerState(Kind.READY, "a notice")));
    Map<String, String> helps = new TreeMap<>();
    Map<String, String> kinds = new TreeMap<>();
    telemetry
        .scrape()
        .lines()
        .filter(line -> line.startsWith("# "))
        .map(line -> line.split(" ", 4))
        .forEach(line -> (line[1].equals("HELP") ? helps : kinds).put(line[2], line[3]));

    assertThat(helps.keySet()).isEqualTo(kinds.keySet());
    assertThat(helps.values()).noneMatch(String::isBlank);
  }
}
