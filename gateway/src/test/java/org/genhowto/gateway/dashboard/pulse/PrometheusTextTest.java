package org.genhowto.gateway.dashboard.pulse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.runtime.metrics.Telemetry;
import org.genhowto.runtime.metrics.WorkerTelemetry;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  private final Map<String, WorkerPulse> workers = new TreeMap<>();

  @Test
  void what_a_process_tells_of_a_worker_is_read_back() {
    try (Telemetry telemetry = new Telemetry()) {
      WorkerTelemetry worker = telemetry.worker("captioner");
      for (int i = 1; i <= 100; i++) {
        worker.emitted();
        worker.handled(Duration.ofMillis(10L * i));
      }
      worker.skipped("low-confidence");
      worker.deadLetter();
      worker.retried();
      worker.inFlight(3);
      worker.lag(17);
      worker.waitsWhile(() -> true);

      PrometheusText.addTo(workers, telemetry.scrape());
    }

    WorkerPulse pulse = requireNonNull(workers.get("captioner"));
    assertThat(pulse.emitted()).isEqualTo(100);
    assertThat(pulse.skips()).containsExactly(Map.entry("low-confidence", 1L));
    assertThat(pulse.deadLetters()).isEqualTo(1);
    assertThat(pulse.retries()).isEqualTo(1);
    assertThat(pulse.inFlight()).isEqualTo(3);
    assertThat(pulse.lag()).isEqualTo(17);
    assertThat(pulse.waits()).isTrue();
    // Within the width of the histogram's buckets.
    assertThat(pulse.quantile(0.5)).isCloseTo(500, within(60.0));
    assertThat(pulse.quantile(0.95)).isCloseTo(950, within(80.0));
  }

  @Test
  void several_processes_of_a_worker_are_summed_but_their_common_lag_is_not() {
    String text =
        """
        # HELP genhowto_worker_lag Records of the input that wait
        genhowto_worker_lag{worker="ingest"} 5.0
        genhowto_worker_in_flight{worker="ingest"} 2.0
        genhowto_worker_records_total{outcome="emitted",worker="ingest"} 7.0
        """;
    PrometheusText.addTo(workers, text);
    PrometheusText.addTo(workers, text);

    assertThat(requireNonNull(workers.get("ingest")).lag()).isEqualTo(5);
    assertThat(requireNonNull(workers.get("ingest")).inFlight()).isEqualTo(4);
    assertThat(workers.get("ingest").emitted()).isEqualTo(14);
    assertThat(workers.get("ingest").quantile(0.5)).isNull();
  }

  @Test
  void anything_else_is_passed_over() {
    PrometheusText.addTo(
        workers,
        """
        <html>no metrics</html>
        genhowto_worker_lag{worker="a"} NaN
        genhowto_worker_lag{} 3
        genhowto_worker_lag 3
        jvm_memory_used_bytes{area="heap"} 1
        genhowto_worker_skips_total{reason="a \\"quoted\\" }brace",worker="b"} 2
        """);

    assertThat(requireNonNull(workers.get("a")).lag()).isZero();
    assertThat(workers).doesNotContainKeys("", "heap");
  }
}
