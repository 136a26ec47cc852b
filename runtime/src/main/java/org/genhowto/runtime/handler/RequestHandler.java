package org.genhowto.runtime.handler;

/**
 * One request in, an outcome out: the same request may come again on another worker and must give
 * the same outputs. Errors are those of {@link Handler}. What a requester is told of a request that
 * ends without being worked on, is not the handler's matter.
 */
@FunctionalInterface
public interface RequestHandler<V> {
  Outcome handle(Incoming<V> request, Progress progress)
      throws RetryableException, OutageException, InterruptedException;
}
