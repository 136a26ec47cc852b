package org.genhowto.runtime.worker;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A worker together with its parts, such as its model: they start before it in their order, fail
 * with it, and are closed after it in reverse.
 */
public final class CompositeWorker implements Worker {
  private final Worker worker;
  private final List<WorkerComponent> parts;

  public CompositeWorker(Worker worker, WorkerComponent... parts) {
    this.worker = worker;
    this.parts = List.of(parts);
  }

  @Override
  public String name() {
    return worker.name();
  }

  @Override
  public void start() {
    parts.forEach(WorkerComponent::start);
    worker.start();
  }

  @Override
  public boolean ready() {
    return worker.ready() && parts.stream().allMatch(WorkerComponent::ready);
  }

  @Override
  public Optional<Throwable> failure() {
    return Stream.concat(Stream.of(worker), parts.stream())
        .flatMap(part -> part.failure().stream())
        .findFirst();
  }

  @Override
  public Optional<String> waiting() {
    return Stream.concat(Stream.of(worker), parts.stream())
        .flatMap(part -> part.waiting().stream())
        .findFirst();
  }

  @Override
  public Optional<String> notice() {
    return Stream.concat(Stream.of(worker), parts.stream())
        .flatMap(part -> part.notice().stream())
        .findFirst();
  }

  @Override
  public void close() {
    worker.close();
    for (int i = parts.size() - 1; i >= 0; i--) {
      parts.get(i).close();
    }
  }
}
