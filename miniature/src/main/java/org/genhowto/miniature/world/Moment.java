package org.genhowto.miniature.world;

import java.util.SplittableRandom;

/**
 * One instant of an interaction.
 *
 * @param progress how far the change has come, in [0, 1]
 * @param sway where the hands are in their movement, in [-1, 1]
 */
public record Moment(Phase phase, double progress, double sway) {

  /** The object before anything happens. */
  public static Moment initial() {
    return new Moment(Phase.INITIAL, 0, 0);
  }

  /** Hands at work. */
  public static Moment action(double progress, double sway) {
    return new Moment(Phase.ACTION, progress, sway);
  }

  /** The object afterwards. */
  public static Moment finalState() {
    return new Moment(Phase.FINAL, 1, 0);
  }

  /** Some instant of the phase. */
  public static Moment of(Phase phase, SplittableRandom random) {
    return switch (phase) {
      case INITIAL -> initial();
      case ACTION -> action(0.25 + 0.5 * random.nextDouble(), 2 * random.nextDouble() - 1);
      case FINAL -> finalState();
    };
  }
}
