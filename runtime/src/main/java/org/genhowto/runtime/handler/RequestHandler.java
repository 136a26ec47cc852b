package org.genhowto.runtime.handler;

/**
 * One request in, an outcome out, at least once: the same request may come again on another worker
 * and must give the same outputs. Errors are those of {@link Handler}.
 */
@FunctionalInterface
public interface RequestHandler<V> {
  Outcome handle(Incoming<V> request, Progress progress)
      throws RetryableException, OutageException, InterruptedException;
}
