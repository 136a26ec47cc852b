package org.genhowto.miniature.world;

import java.util.SplittableRandom;

/**
 * One instant of an interaction.
 *
 * @param step from 0, of those that lead to the final state
 * @param progress how far this step's change has come, in [0, 1]
 * @param sway where the hands are in their movement, in [-1, 1]
 */
public record Moment(int step, Phase phase, double progress, double sway) {

  /** The object before anything happens. */
  public static Moment initial() {
    return new Moment(0, Phase.INITIAL, 0, 0);
  }

  /** Some instant at which that is seen. */
  public static Moment of(Sight sight, SplittableRandom random) {
    return switch (sight.phase()) {
      case INITIAL -> initial();
      case ACTION ->
          new Moment(
              sight.step(),
              Phase.ACTION,
              0.25 + 0.5 * random.nextDouble(),
              2 * random.nextDouble() - 1);
      case FINAL -> new Moment(sight.step(), Phase.FINAL, 1, 0);
    };
  }

  /** How far all has come: a whole number is the state after so many steps. */
  public double change() {
    return step + progress;
  }
}
