package org.genhowto.runtime.worker;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

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

  /** Every worker takes work. */
  public boolean ready() {
    return healthy() && workers.get().stream().allMatch(Worker::ready);
  }

  /** State of each worker by name: starting, ready, or what stopped it. */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    for (Worker worker : workers.get()) {
      states.put(
          worker.name(),
          worker
              .failure()
              .map(cause -> "stopped: " + cause)
              .orElse(worker.ready() ? "ready" : "starting"));
    }
    return states;
  }
}
