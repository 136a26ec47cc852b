package org.genhowto.networks.model;

/**
 * Told how a training goes, on its thread. What is thrown here ends the training; its state is as
 * it was last saved.
 */
public interface TrainingWatch {
  /** Nobody is told. */
  TrainingWatch NONE = (step, loss) -> {};

  /**
   * A step was taken.
   *
   * @param step number of steps taken so far
   * @param loss of this step
   */
  void stepped(long step, double loss);

  /** The state was saved after so many steps. */
  default void saved(long step) {}
}
