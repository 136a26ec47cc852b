package org.genhowto.runtime.worker;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.genhowto.schemas.Causes;

/** Failures of a loop that no wait mends. */
public final class Fatal {
  private Fatal() {}

  /** Another process has this worker's name; the cluster forbids or lacks what is needed. */
  public static boolean is(Throwable thrown) {
    return forbidden(thrown)
        || Causes.of(thrown)
            .anyMatch(
                cause ->
                    cause instanceof ProducerFencedException
                        || cause instanceof FencedInstanceIdException);
  }

  /** A producer of transactions was shut out by another one of its id, or by the brokers. */
  public static boolean fenced(Throwable thrown) {
    return Causes.of(thrown)
        .anyMatch(
            cause ->
                cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException);
  }

  /** The brokers refuse what is in a transaction, whenever it is sent. */
  public static boolean refused(Throwable thrown) {
    return Causes.of(thrown)
        .anyMatch(
            cause ->
                cause instanceof RecordTooLargeException
                    || cause instanceof RecordBatchTooLargeException
                    || cause instanceof InvalidRecordException
                    || cause instanceof InvalidTopicException);
  }

  /** The cluster forbids or lacks what is needed. */
  public static boolean forbidden(Throwable thrown) {
    return Causes.of(thrown)
        .anyMatch(
            cause ->
                cause instanceof AuthorizationException
                    || cause instanceof UnsupportedVersionException);
  }
}
