package org.genhowto.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.genhowto.runtime.tracing.Spans;

/** Counts what one worker does. */
public final class WorkerTelemetry {
  private static final String WORKER = "worker";

  /** Nobody has looked yet, or can. */
  private static final long UNKNOWN = -1;

  /** Nobody ever says how much waits, as where a worker has no input. */
  private static final long UNTOLD = -2;

  private final String worker;
  private final MeterRegistry registry;
  private final Spans spans;
  private final Counter emitted;
  private final Counter deadLetters;
  private final Counter retries;
  private final Counter lost;
  private final Counter restarts;
  private final Timer latency;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong lag = new AtomicLong(UNTOLD);
  private final Map<String, Counter> skipped = new ConcurrentHashMap<>();
  private final Map<String, Counter> failed = new ConcurrentHashMap<>();
  private volatile BooleanSupplier waiting = () -> false;

  WorkerTelemetry(String worker, MeterRegistry registry, Spans spans) {
    this.worker = worker;
    this.spans = spans;
    this.registry = registry;
    this.emitted = records("emitted");
    this.deadLetters = records("dead-letter");
    this.retries =
        Counter.builder("genhowto.worker.retries")
            .description("Attempts that failed and were tried again")
            .tag(WORKER, worker)
            .register(registry);
    this.lost =
        Counter.builder("genhowto.worker.lost")
            .description("Records that were deleted before the worker read them")
            .tag(WORKER, worker)
            .register(registry);
    this.restarts =
        Counter.builder("genhowto.worker.restarts")
            .description("Times the worker ended by itself and was started again")
            .tag(WORKER, worker)
            .register(registry);
    this.latency =
        Timer.builder("genhowto.worker.latency")
            .description("Time a handler took for one call")
            .tag(WORKER, worker)
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(registry);
    Gauge.builder("genhowto.worker.in.flight", inFlight, AtomicInteger::get)
        .description("Records handed to the handler and not yet finished")
        .tag(WORKER, worker)
        .register(registry);
    Gauge.builder("genhowto.worker.waiting", this, own -> own.waiting.getAsBoolean() ? 1 : 0)
        .description("1 while the worker waits for something that is away, such as Kafka")
        .tag(WORKER, worker)
        .register(registry);
  }

  /** Where spans of records are told. */
  public Spans spans() {
    return spans;
  }

  /** How to find out whether the worker waits for something that is away. */
  public void waitsWhile(BooleanSupplier present) {
    waiting = present;
  }

  /** Counts a result that could not be computed; what it is becomes a label. */
  public void failed(String what) {
    failed
        .computeIfAbsent(
            what,
            added ->
                Counter.builder("genhowto.worker.failures")
                    .description("Results that could not be computed")
                    .tag(WORKER, worker)
                    .tag("what", added)
                    .register(registry))
        .increment();
  }

  public void emitted() {
    emitted.increment();
  }

  /** Counts a skip; the reason is a fixed word or two, as it becomes a label. */
  public void skipped(String reason) {
    skipped
        .computeIfAbsent(
            reason,
            added ->
                Counter.builder("genhowto.worker.skips")
                    .description("Records nothing came of, by reason")
                    .tag(WORKER, worker)
                    .tag("reason", added)
                    .register(registry))
        .increment();
  }

  public void deadLetter() {
    deadLetters.increment();
  }

  public void retried() {
    retries.increment();
  }

  /**
   * Counts records that retention took before they were read; markers of transactions count too.
   */
  public void lost(long records) {
    lost.increment((double) records);
  }

  public void restarted() {
    restarts.increment();
  }

  public void handled(Duration time) {
    latency.record(time);
  }

  /** Changes the number of records in flight. */
  public void inFlight(int change) {
    inFlight.addAndGet(change);
  }

  public void lag(long records) {
    if (lag.getAndSet(records) == UNTOLD) {
      Gauge.builder("genhowto.worker.lag", lag, WorkerTelemetry::known)
          .description("Records that wait for any copy of the worker; NaN where unknown")
          .tag(WORKER, worker)
          .register(registry);
    }
  }

  /** How much waits cannot be seen, yet or any more: that is not the same as none. */
  public void lagUnknown() {
    lag(UNKNOWN);
  }

  private static double known(AtomicLong records) {
    long present = records.get();
    return present < 0 ? Double.NaN : present;
  }

  /** What was done so far. */
  public WorkerNumbers numbers() {
    Map<String, Long> bySkip = new TreeMap<>();
    skipped.forEach((reason, counter) -> bySkip.put(reason, (long) counter.count()));
    return new WorkerNumbers(
        worker,
        (long) emitted.count(),
        bySkip,
        (long) deadLetters.count(),
        (long) retries.count(),
        inFlight.get(),
        Math.max(0, lag.get()),
        Duration.ofNanos((long) latency.totalTime(TimeUnit.NANOSECONDS)));
  }

  private Counter records(String outcome) {
    return Counter.builder("genhowto.worker.records")
        .description("Records that came to an end, by outcome")
        .tag(WORKER, worker)
        .tag("outcome", outcome)
        .register(registry);
  }
}
