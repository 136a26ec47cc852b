package org.genhowto.runtime.worker;

/**
 * What a {@link Loop} does, turn by turn. All but {@link #ready} and {@link #wake} is called on the
 * loop's own thread.
 */
public interface LoopSteps {

  /** Comes before the first turn. */
  default void begin() throws InterruptedException {}

  /** One turn, which ends within moments of {@link #wake}. */
  void step() throws InterruptedException;

  /** Comes after the last turn of a loop that was told to stop. */
  default void finish() throws InterruptedException {}

  /** Frees everything: always the last call, and the only one where the loop was never started. */
  void close();

  /** Whether it takes work. */
  boolean ready();

  /** Breaks off a wait of the present turn. */
  default void wake() {}
}
