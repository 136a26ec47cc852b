package org.genhowto.generator.training;

import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.genhowto.networks.model.Recipe;
import org.genhowto.networks.model.Schedule;

/**
 * How long and how fast to train.
 *
 * @param state folder of the training's own state; a training that finds one there goes on exactly
 *     where it stood
 * @param steps number of optimiser steps in all
 * @param rate peak learning rate: reached after warmUp steps, falling to 0 along half a cosine over
 *     the second half
 * @param averaging decay of the moving average of the weights, which is what is kept
 * @param saveEvery steps between two saves of the state
 * @param floats type of the numbers in the written checkpoint
 */
public record TrainingPlan(
    Path state,
    long steps,
    int batch,
    double rate,
    long warmUp,
    double averaging,
    long seed,
    int saveEvery,
    DataType floats) {
  private static final double TEXT_DROPOUT = 0.1;

  public TrainingPlan {
    if (steps < 1 || batch < 1 || saveEvery < 1 || !(rate > 0)) {
      throw new IllegalArgumentException(
          "A training plan needs at least one step, batch and save interval, and a positive rate, not %d, %d, %d, %s"
              .formatted(steps, batch, saveEvery, rate));
    }
  }

  Schedule schedule() {
    return Schedule.cosine(rate, steps / 2, steps).warmedUp(warmUp);
  }

  /** How every diffusion model here is trained. */
  public Recipe diffusionRecipe() {
    return Recipe.of(new Recipe.AdamW(0.9, 0.999, 1e-8, 0.01), schedule())
        .averagedBy(averaging)
        .seededBy(seed);
  }

  /** Whether a sample's caption is left out, so that the model also learns to do without. */
  static boolean dropsText(SplittableRandom random) {
    return random.nextDouble() < TEXT_DROPOUT;
  }
}
