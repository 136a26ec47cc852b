package org.genhowto.runtime.loop;

/** The end of one piece of work. */
sealed interface Done {

  /** Every record has its outcome. */
  record Finished(ProcessedBatch batch) implements Done {}

  /** It was given up: nobody waits for it any more, or the loop closes. */
  record Abandoned() implements Done {}

  /**
   * The handler has a bug.
   *
   * @param bug what it threw, where that is no failure it may throw
   */
  record Failed(Throwable bug) implements Done {}
}
