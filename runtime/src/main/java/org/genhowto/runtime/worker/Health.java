package org.genhowto.runtime.worker;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.genhowto.runtime.metrics.WorkerState;
import org.genhowto.runtime.metrics.WorkerState.Kind;
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
    standings().forEach((worker, state) -> states.put(worker, state.text()));
    return states;
  }

  /** The same, told apart from its reason. */
  Map<String, WorkerState> standings() {
    Map<String, WorkerState> standings = new TreeMap<>();
    for (Worker worker : workers.get()) {
      standings.put(worker.name(), state(worker));
    }
    return standings;
  }

  private static WorkerState state(Worker worker) {
    return worker
        .failure()
        .map(cause -> new WorkerState(Kind.STOPPED, Causes.sentence(cause)))
        .or(() -> worker.restarting().map(reason -> new WorkerState(Kind.RESTARTING, reason)))
        .or(() -> worker.waiting().map(reason -> new WorkerState(Kind.WAITING, reason)))
        .orElseGet(
            () ->
                new WorkerState(
                    worker.ready() ? Kind.READY : Kind.STARTING, worker.notice().orElse("")));
  }
}
