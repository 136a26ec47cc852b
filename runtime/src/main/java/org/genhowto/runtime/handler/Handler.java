package org.genhowto.runtime.handler;

/**
 * One record in, an outcome out, no Kafka. Bad input is {@link Outcome.Reject}; what may pass is
 * {@link RetryableException}; anything else thrown is a bug and stops the worker with the offset
 * not committed.
 */
@FunctionalInterface
public interface Handler<V> {
  Outcome handle(Incoming<V> input) throws RetryableException, InterruptedException;
}
