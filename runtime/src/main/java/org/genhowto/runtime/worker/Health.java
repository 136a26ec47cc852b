package org.genhowto.runtime.worker;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.genhowto.schemas.Causes;

/** Whether the workers of a process are well. */
public final class Health {
  private final Supplier<List<Worker>> workers;

  public Health(Supplier<List<Worker>> workers) {
    this.workers = workers;
  }

  public Health(List<Worker> workers) {
    this(() -> workers);
  }

  /** Nothing has stopped by itself: otherwise a restart is called for. */
  public boolean healthy() {
    return workers.get().stream().noneMatch(worker -> worker.failure().isPresent());
  }

  /** Every worker takes work, and nothing hinders it. */
  public boolean ready() {
    return healthy()
        && workers.get().stream().allMatch(worker -> worker.ready() && worker.waiting().isEmpty());
  }

  /**
   * State of each worker by name: starting, ready, what to look at though it works, why it is
   * started again, what it waits for, or what stopped it.
   */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    for (Worker worker : workers.get()) {
      states.put(worker.name(), state(worker));
    }
    return states;
  }

  private static String state(Worker worker) {
    return worker
        .failure()
        .map(cause -> "stopped: " + Causes.sentence(cause))
        .or(() -> worker.restarting().map(reason -> "restarting: " + reason))
        .or(() -> worker.waiting().map(reason -> "waiting: " + reason))
        .orElseGet(
            () ->
                (worker.ready() ? "ready" : "starting")
                    + worker.notice().map(notice -> ", but " + notice).orElse(""));
  }
}
