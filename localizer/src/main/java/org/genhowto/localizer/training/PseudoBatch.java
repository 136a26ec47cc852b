package org.genhowto.localizer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/** The targets of one training step: pseudo-labels of several videos under one another. */
final class PseudoBatch {
  private final long[] states;
  private final float[] stateWeights;
  private final long[] actions;
  private final float[] weights;
  private int rows;

  PseudoBatch(int videos) {
    int size = videos * PseudoLabels.FRAMES;
    this.states = new long[size];
    this.stateWeights = new float[size];
    this.actions = new long[size];
    this.weights = new float[size];
  }

  /**
   * Adds a video.
   *
   * @param weight of all its frames
   */
  void add(PseudoLabels labels, double weight) {
    System.arraycopy(labels.states(), 0, states, rows, PseudoLabels.FRAMES);
    System.arraycopy(labels.stateWeights(), 0, stateWeights, rows, PseudoLabels.FRAMES);
    System.arraycopy(labels.actions(), 0, actions, rows, PseudoLabels.FRAMES);
    Arrays.fill(weights, rows, rows + PseudoLabels.FRAMES, (float) weight);
    rows += PseudoLabels.FRAMES;
  }

  /** The arguments of the heads' loss after the features (N, C), all of length N. */
  NDArray[] lossArguments(NDManager scope, NDArray features) {
    return new NDArray[] {
      features,
      scope.create(states),
      scope.create(stateWeights),
      scope.create(actions),
      scope.create(weights)
    };
  }
}
