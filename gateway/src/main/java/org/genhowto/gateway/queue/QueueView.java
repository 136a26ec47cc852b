package org.genhowto.gateway.queue;

import java.util.Optional;
import org.genhowto.runtime.queue.QueuePlace;
import org.genhowto.runtime.worker.WorkerComponent;

/** The queue of generation requests, as a gateway sees it while it runs. */
public interface QueueView extends WorkerComponent {

  /**
   * Where a request stands that nobody works on yet; empty where it does not wait, or is not known.
   */
  Optional<QueuePlace> place(String requestId);
}
