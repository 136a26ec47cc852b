package org.genhowto.runtime.handler;

import java.util.List;

/**
 * Some records of one partition in their order, one outcome for each of them in the same order.
 * What comes of the batch as a whole is emitted with any one of its records: outputs and offsets of
 * a batch are one transaction. Errors are those of {@link Handler}; one that is retried in vain
 * makes every record of the batch a dead letter.
 */
@FunctionalInterface
public interface BatchHandler<V> {
  List<Outcome> handle(List<Incoming<V>> batch)
      throws RetryableException, OutageException, NotYetException, InterruptedException;
}
