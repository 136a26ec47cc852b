package org.genhowto.runtime.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.genhowto.runtime.tracing.Spans;

/** The numbers of a process: for Prometheus as text, for the dashboard as values. */
public final class Telemetry implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Spans spans;
  private final Map<String, WorkerTelemetry> workers = new ConcurrentSkipListMap<>();
  private final KafkaSeries kafka = new KafkaSeries(registry);
  private final StateSeries states = new StateSeries(registry);
  private boolean processObserved;

  /** Numbers alone: nobody watches traces. */
  public Telemetry() {
    this(Spans.OFF);
  }

  /**
   * @param spans belongs to this from now on
   */
  public Telemetry(Spans spans) {
    this.spans = spans;
  }

  /** Where spans of records are told. */
  public Spans spans() {
    return spans;
  }

  /** The numbers of one worker; the same object for the same name. */
  public WorkerTelemetry worker(String name) {
    return workers.computeIfAbsent(name, added -> new WorkerTelemetry(added, registry, spans));
  }

  /** Where rooms register meters of their own. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Present values of every worker of this process, by name. */
  public List<WorkerNumbers> numbers() {
    return workers.values().stream().map(WorkerTelemetry::numbers).toList();
  }

  /**
   * Has a Kafka client, or Kafka Streams, tell its numbers here, beside whom its settings name.
   *
   * @param settings of the client, to which what is needed is added
   */
  public void observe(Map<String, Object> settings) {
    kafka.observe(settings);
  }

  /** Says how the workers of this process stand, by name; those not named are no longer told of. */
  public void states(Map<String, WorkerState> present) {
    states.show(present);
  }

  /** Everything in the text format of Prometheus. */
  public String scrape() {
    observeProcess();
    return registry.scrape();
  }

  /** Comes with the first reader: a start without one does not pay for it. */
  private synchronized void observeProcess() {
    if (!processObserved) {
      processObserved = true;
      JvmMetrics.builder().register(registry.getPrometheusRegistry());
    }
  }

  @Override
  public void close() {
    spans.close();
    registry.close();
  }
}
