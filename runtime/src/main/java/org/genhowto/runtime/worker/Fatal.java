package org.genhowto.runtime.worker;

import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.genhowto.schemas.Causes;

/** Failures of a loop that no wait mends. */
public final class Fatal {
  private Fatal() {}

  /** Another process has this worker's name; the cluster forbids or lacks what is needed. */
  public static boolean is(Throwable thrown) {
    return Causes.of(thrown)
        .anyMatch(
            cause ->
                cause instanceof ProducerFencedException
                    || cause instanceof FencedInstanceIdException
                    || cause instanceof AuthorizationException
                    || cause instanceof UnsupportedVersionException);
  }
}
