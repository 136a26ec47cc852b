package org.genhowto.runtime.worker;

import java.util.Optional;

/** What lives as long as a worker does. A method that frees something is one by itself. */
@FunctionalInterface
public interface WorkerComponent {

  /** Comes before the worker starts. */
  default void start() {}

  /** Whether the worker has of it what it needs. */
  default boolean ready() {
    return true;
  }

  /** What stopped it, where it stopped by itself; empty while it is well. */
  default Optional<Throwable> failure() {
    return Optional.empty();
  }

  /**
   * What it waits for before the worker can go on, in a sentence; empty while nothing hinders it.
   */
  default Optional<String> waiting() {
    return Optional.empty();
  }

  /**
   * What a person should look at although the worker goes on, in a sentence; empty where all is
   * well.
   */
  default Optional<String> notice() {
    return Optional.empty();
  }

  /** Comes after the worker has stopped. */
  void close();
}
