package org.genhowto.gateway.queue;

import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.schemas.GenerationRequest;

/** Ends requests that need no work, and can do nothing else. */
final class EndsOnly implements RequestHandler<GenerationRequest> {

  /** Whoever has no hands is not given work. */
  @Override
  public Outcome handle(Incoming<GenerationRequest> request, Progress progress)
      throws RetryableException {
    throw new RetryableException(
        "request %s was given to a member that cannot work"
            .formatted(request.value().getRequestId()),
        new IllegalStateException("it has a capacity of 0"));
  }
}
