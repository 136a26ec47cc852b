package org.genhowto.runtime.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The numbers of a process: for Prometheus as text, for the dashboard as values. */
public final class Telemetry implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, WorkerTelemetry> workers = new ConcurrentSkipListMap<>();

  /** The numbers of one worker; the same object for the same name. */
  public WorkerTelemetry worker(String name) {
    return workers.computeIfAbsent(name, added -> new WorkerTelemetry(added, registry));
  }

  /** Where rooms register meters of their own. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Present values of every worker of this process, by name. */
  public List<WorkerNumbers> numbers() {
    return workers.values().stream().map(WorkerTelemetry::numbers).toList();
  }

  /** Everything in the text format of Prometheus. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
