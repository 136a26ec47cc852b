package org.genhowto.runtime.handler;

/**
 * One record in, an outcome out, no Kafka. Bad input is {@link Outcome.Reject}; what fails for a
 * while on the record's own side, such as its web host, is {@link RetryableException}; what fails
 * for every record is {@link OutageException}; what has to come later is {@link NotYetException}.
 * Anything else thrown is taken as the record's fault: it is tried again and then set aside, and
 * the worker goes on.
 */
@FunctionalInterface
public interface Handler<V> {
  Outcome handle(Incoming<V> input)
      throws RetryableException, OutageException, NotYetException, InterruptedException;
}
