package org.genhowto.runtime.start;

import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.worker.Waits;
import org.genhowto.runtime.worker.Worker;

/** What a worker makes sure of before it begins, waiting for it as long as that takes. */
public interface Preflight {
  /** Nothing is made sure of. */
  Preflight NONE = new Preflight() {};

  /** Comes before the worker is put together; tells what it waits for. */
  default void beforeMaking(Waits waits) throws InterruptedException {}

  /**
   * Comes before a worker that is put together starts.
   *
   * @param starts how often this process has started it before
   * @throws ConfigurationException it must not start
   */
  default void beforeStarting(Worker worker, int starts, Waits waits) throws InterruptedException {}
}
