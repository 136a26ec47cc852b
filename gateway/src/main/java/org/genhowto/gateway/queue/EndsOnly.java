package org.genhowto.gateway.queue;

import java.util.List;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.queue.GenerationEnds;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.GenerationRequest;
import org.jspecify.annotations.Nullable;

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

  @Override
  public List<Output<?>> calledOff(GenerationRequest request, CallOff reason) {
    return List.of(GenerationEnds.calledOff(request, reason));
  }

  @Override
  public List<Output<?>> refused(
      byte @Nullable [] key, @Nullable GenerationRequest request, String reason) {
    return GenerationEnds.refused(key, request, reason)
        .<List<Output<?>>>map(List::of)
        .orElse(List.of());
  }
}
