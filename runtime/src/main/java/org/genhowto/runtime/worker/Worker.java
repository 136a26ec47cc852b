package org.genhowto.runtime.worker;

import java.util.Optional;

/** Something that runs until it is closed: a loop, a Streams topology, a server. */
public interface Worker extends WorkerComponent, AutoCloseable {

  /** Name of the worker as commands, metrics and dead letter topics spell it, such as localizer. */
  String name();

  /** Starts to work, without waiting. */
  @Override
  void start();

  /** Whether it has joined its group and takes work. */
  @Override
  boolean ready();

  /** What stopped it, where it stopped by itself; empty while it is well. */
  @Override
  Optional<Throwable> failure();

  /** Why it cannot work at present, in a sentence; empty while nothing hinders it. */
  @Override
  default Optional<String> waiting() {
    return Optional.empty();
  }

  /** Why it was made anew or will be, while it is not ready again; empty where it was not. */
  default Optional<String> restarting() {
    return Optional.empty();
  }

  /** Finishes or hands back what is in flight, and stops. */
  @Override
  void close();
}
