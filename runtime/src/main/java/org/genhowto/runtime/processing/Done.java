package org.genhowto.runtime.processing;

import java.time.Duration;

/** What came of one piece of work. */
public sealed interface Done {

  /** Every record has its outcome. */
  record Finished(ProcessedBatch batch) implements Done {}

  /**
   * It is to be tried again later.
   *
   * @param failures how often it has failed so far
   */
  record Again(int failures, Duration pause) implements Done {}

  /** It was given up: nobody waits for it any more, or the loop closes. */
  record Abandoned() implements Done {}
}
