package org.genhowto.gateway.dashboard.pulse;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.genhowto.gateway.dashboard.model.View;
import org.genhowto.runtime.worker.Platform;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the workers of all processes are: of this one as it counts itself, of others as they answer
 * at their addresses, and what waits before them as Kafka says. Looked at every few seconds while
 * somebody watches.
 */
public final class Pulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final int SECONDS = 3;
  private static final String HERE = "this process";

  private final List<Stage> stages;
  private final List<URI> others;
  private final Supplier<Scrape.Told> own;
  private final Backlogs backlogs;
  private final BooleanSupplier watched;
  private final Scrape scrape = new Scrape();
  private final AtomicReference<Map<String, Map<String, Object>>> seen;
  private volatile long looked;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dashboard-pulse");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param others addresses of the metrics of other processes
   * @param states how the workers of this process are, by name
   * @param watched whether anybody wants to know
   */
  public Pulse(
      Platform platform,
      List<Stage> stages,
      List<URI> others,
      Supplier<Map<String, String>> states,
      BooleanSupplier watched) {
    this.stages = List.copyOf(stages);
    this.others = List.copyOf(others);
    this.own = () -> new Scrape.Told(platform.telemetry().scrape(), states.get());
    this.backlogs = new Backlogs(platform, stages);
    this.watched = watched;
    this.looked = System.nanoTime() - TimeUnit.SECONDS.toNanos(SECONDS);
    this.seen =
        new AtomicReference<>(
            Map.of("workers", rows(Map.of(), Map.of(), Map.of()), "processes", Map.of()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It ends with the clock.
  public void start() {
    clock.scheduleWithFixedDelay(this::turn, 0, SECONDS, TimeUnit.SECONDS);
  }

  /** Whoever begins to watch need not wait for the next turn. */
  @SuppressWarnings("FutureReturnValueIgnored") // As of every turn.
  public void wake() {
    if (System.nanoTime() - looked > TimeUnit.SECONDS.toNanos(SECONDS) * 2) {
      looked = System.nanoTime();
      clock.execute(this::turn);
    }
  }

  /** Sections {@code workers} and {@code processes} as they were seen last. */
  public Map<String, Map<String, Object>> sections() {
    return seen.get();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      if (!clock.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
        return; // Its clients end with the process.
      }
      backlogs.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Nothing that goes wrong once may end the looking.
  @SuppressWarnings("CatchingUnchecked")
  private void turn() {
    if (!watched.getAsBoolean()) {
      return;
    }
    looked = System.nanoTime();
    try {
      seen.set(look());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.atWarn().addKeyValue("reason", String.valueOf(e)).log("workers not looked at");
    }
  }

  private Map<String, Map<String, Object>> look() throws InterruptedException {
    Map<String, WorkerPulse> workers = new TreeMap<>();
    Map<String, String> reasons = new TreeMap<>();
    Map<String, Object> processes = new LinkedHashMap<>();
    processes.put(HERE, take(own.get(), workers, reasons).map());
    for (URI address : others) {
      processes.put(address.toString(), ask(address, workers, reasons).map());
    }
    return Map.of("workers", rows(workers, backlogs.measure(), reasons), "processes", processes);
  }

  private Map<String, Object> rows(
      Map<String, WorkerPulse> workers, Map<String, Long> waiting, Map<String, String> reasons) {
    Map<String, Object> rows = new LinkedHashMap<>();
    int order = 0;
    for (Stage stage : stages) {
      String name = stage.worker();
      rows.put(
          name,
          row(workers.get(name), waiting.get(name), reasons.get(name))
              .and("topic", stage.topic())
              .and("order", order++)
              .map());
    }
    for (Map.Entry<String, WorkerPulse> other : workers.entrySet()) {
      rows.putIfAbsent(
          other.getKey(),
          row(other.getValue(), null, reasons.get(other.getKey())).and("order", order++).map());
    }
    return rows;
  }

  private View ask(URI address, Map<String, WorkerPulse> workers, Map<String, String> reasons)
      throws InterruptedException {
    try {
      return take(scrape.ask(address), workers, reasons);
    } catch (IOException e) {
      String why = e.getMessage() == null ? "nothing is reached there" : e.getMessage();
      return new View().and("answers", false).and("reason", why);
    }
  }

  private static View take(
      Scrape.Told told, Map<String, WorkerPulse> workers, Map<String, String> reasons) {
    Map<String, WorkerPulse> here = new TreeMap<>();
    PrometheusText.addTo(here, told.metrics());
    PrometheusText.addTo(workers, told.metrics());
    told.states()
        .forEach(
            (name, state) -> {
              if (!state.equals("ready")) {
                reasons.put(name, state);
              }
            });
    return new View().and("answers", true).and("workers", List.copyOf(here.keySet()));
  }

  /** What is known of a worker; of one whose metrics nobody told, only what waits. */
  private static View row(
      @Nullable WorkerPulse pulse, @Nullable Long waiting, @Nullable String reason) {
    View view = new View().and("state", reason);
    if (pulse == null) {
      return view.and("lag", waiting).and("seen", false);
    }
    return view.and("lag", waiting == null ? pulse.lag() : waiting)
        .and("seen", true)
        .and("emitted", pulse.emitted())
        .and("skipped", pulse.skips())
        .and("dead", pulse.deadLetters())
        .and("retries", pulse.retries())
        .and("restarts", pulse.restarts())
        .and("inFlight", pulse.inFlight())
        .and("waits", pulse.waits())
        .and("p50", pulse.quantile(0.5))
        .and("p95", pulse.quantile(0.95));
  }
}
