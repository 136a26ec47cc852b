package org.genhowto.runtime.handler;

import java.util.Optional;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.Priority;

/** What a long-running handler can tell and ask while it works. */
public interface Progress {

  /** Sends a record now, without waiting for it: it may be lost or repeated. */
  void tell(Output<?> output);

  /** Whether nobody waits for the result any more; the handler then ends soon. */
  boolean cancelled();

  /**
   * How the request is to end, where it was called off; the handler's outcome says so. Empty where
   * it is cancelled for another reason: what it comes to then counts for nothing.
   */
  Optional<CallOff> calledOff();

  /** How an earlier request ended; empty where nothing is known of it, or no longer. */
  Optional<EarlierResult> earlier(String requestId);

  /**
   * What an earlier request was answered with whose result has this answer key; empty where none is
   * known, or no longer.
   */
  Optional<EarlierAnswer> answered(String answerKey);

  /** How urgent the request is. */
  Priority priority();
}
