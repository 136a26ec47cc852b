package org.genhowto.runtime;

/** Something that runs until it is closed: a loop, a Streams topology, a server. */
public interface Worker extends AutoCloseable {

  /** Name of the worker as commands, metrics and dead letter topics spell it, such as localizer. */
  String name();

  /** Starts to work, without waiting. */
  void start();

  /** Whether it has joined its group and takes work. */
  boolean ready();

  /** What stopped it, where it stopped by itself; empty while it is well. */
  java.util.Optional<Throwable> failure();

  /** Finishes or hands back what is in flight, and stops. */
  @Override
  void close();
}
