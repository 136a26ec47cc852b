package org.genhowto.gateway;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.genhowto.gateway.queue.QueueView;
import org.genhowto.runtime.queue.QueuePlace;
import org.jspecify.annotations.Nullable;

/** A queue whose places a test tells. */
final class StandInQueue implements QueueView {
  final Map<String, QueuePlace> places = new ConcurrentHashMap<>();
  volatile @Nullable Throwable failure;
  volatile boolean running;

  @Override
  public Optional<QueuePlace> place(String requestId) {
    return Optional.ofNullable(places.get(requestId));
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    running = false;
  }
}
