package org.genhowto.networks.model;

import java.nio.file.Path;

/**
 * Where a training keeps what it needs to go on, and how its loss fell.
 *
 * @param state of parameters and optimiser
 * @param curve a {@link LossCurve}'s file
 */
public record TrainingFiles(Path state, Path curve) {
  private static final String STATE = "training.safetensors";

  /** Under their usual names in a folder of the training's own. */
  public static TrainingFiles in(Path folder) {
    return beside(folder.resolve(STATE));
  }

  /** The curve beside a state of another name. */
  public static TrainingFiles beside(Path state) {
    return new TrainingFiles(state, state.resolveSibling(LossCurve.FILE));
  }
}
