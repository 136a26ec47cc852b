package org.genhowto.runtime.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.genhowto.runtime.metrics.WorkerState.Kind;

/**
 * How the workers of a process stand, as series: one of each kind of state for each worker, and one
 * with the sentence while there is something to say.
 */
final class StateSeries {
  private static final int LONGEST = 160;

  private final MultiGauge states;
  private final MultiGauge reasons;

  StateSeries(MeterRegistry registry) {
    this.states =
        MultiGauge.builder("genhowto.worker.state")
            .description("1 for the state that the worker is in, 0 for the others")
            .register(registry);
    this.reasons =
        MultiGauge.builder("genhowto.worker.state.reason")
            .description("1 with the reason why the worker does not simply work; digits are a #")
            .register(registry);
  }

  synchronized void show(Map<String, WorkerState> present) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    List<MultiGauge.Row<?>> sentences = new ArrayList<>();
    present.forEach(
        (worker, state) -> {
          for (Kind kind : Kind.values()) {
            rows.add(
                MultiGauge.Row.of(
                    Tags.of("worker", worker, "state", kind.word()), kind == state.kind() ? 1 : 0));
          }
          if (!state.reason().isEmpty()) {
            sentences.add(
                MultiGauge.Row.of(
                    Tags.of(
                        "worker",
                        worker,
                        "state",
                        state.kind().word(),
                        "reason",
                        label(state.reason())),
                    1));
          }
        });
    states.register(rows, true);
    reasons.register(sentences, true);
  }

  /** Numbers that count up would make a series of each sentence. */
  static String label(String reason) {
    String stable = reason.replaceAll("[0-9]+", "#");
    return stable.length() <= LONGEST ? stable : stable.substring(0, LONGEST - 1) + "\u2026";
  }
}
