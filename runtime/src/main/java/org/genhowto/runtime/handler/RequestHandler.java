package org.genhowto.runtime.handler;

import java.util.List;
import org.genhowto.schemas.CallOff;
import org.jspecify.annotations.Nullable;

/**
 * One request in, an outcome out, at least once: the same request may come again on another worker
 * and must give the same outputs. Errors are those of {@link Handler}.
 */
public interface RequestHandler<V> {
  Outcome handle(Incoming<V> request, Progress progress)
      throws RetryableException, OutageException, InterruptedException;

  /**
   * What a requester is told of a request that ended without being worked on.
   *
   * @param reason why
   */
  default List<Output<?>> calledOff(V request, CallOff reason) {
    return List.of();
  }

  /**
   * What a requester is told of a request that has become a dead letter, so that everyone who asks
   * gets an answer.
   *
   * @param key of the record, which names the request where nothing else does
   * @param request null where the record cannot be decoded
   */
  default List<Output<?>> refused(byte @Nullable [] key, @Nullable V request, String reason) {
    return List.of();
  }
}
