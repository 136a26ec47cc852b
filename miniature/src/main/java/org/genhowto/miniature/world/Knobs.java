package org.genhowto.miniature.world;

/**
 * What rehearsals may choose, on development categories alone; final models are trained with what
 * was chosen, and a registration fixes it. The first edition has none but the usual ones.
 *
 * @param stock what stock pictures show, and say
 * @param learning how GenHowTo learns from triplets
 * @param sampling how GenHowTo samples
 */
public record Knobs(Stock stock, Learning learning, Sampling sampling) {
  /** Steps of a trajectory in which skips are counted. */
  public static final int SAMPLING_STEPS = 25;

  /**
   * Shares of stock pictures, in [0, 1]; for every category the same.
   *
   * @param actions show hands at work
   * @param finalStates show a state after the change; all others show what was before
   * @param filmed look like frames of videos
   * @param objectOnly have captions that name the object and no state
   * @param vague have captions that name neither; all others are exact
   */
  public record Stock(
      double actions, double finalStates, double filmed, double objectOnly, double vague) {
    public Stock {
      requireShares("actions and final states", actions, finalStates);
      requireShares("filmed", filmed, 0);
      requireShares("captions of the object only and vague ones", objectOnly, vague);
    }
  }

  /**
   * Against forgetting.
   *
   * @param decoderRate learning rate of the U-Net's decoder, as a share of the ControlNet's
   * @param averaging decay of the moving average of the weights, which is what is kept
   * @param stockShare pictures of the stock that the U-Net alone sees in each step, as a share of
   *     the step's triplets
   * @param steps optimiser steps, as a share of the scale's
   */
  public record Learning(double decoderRate, double averaging, double stockShare, double steps) {
    public Learning {
      if (!(decoderRate > 0) || !(steps > 0) || !(averaging >= 0) || averaging >= 1) {
        throw new IllegalArgumentException(
            "decoderRate, steps and averaging are %s, %s, %s; expected numbers above 0, and an averaging in [0, 1)"
                .formatted(decoderRate, steps, averaging));
      }
      requireShares("stockShare", stockShare, 0);
    }
  }

  /**
   * Sampling.
   *
   * @param skip leading steps of 25 that are left out
   * @param guidance scale of classifier-free guidance, for all methods
   */
  public record Sampling(int skip, double guidance) {}

  /** What is used where nothing was chosen; the skip is the published one. */
  public static Knobs usual() {
    return new Knobs(
        new Stock(0.03, 0.12, 0.1, 0.5, 1 / 3.0), new Learning(1, 0.998, 0, 1), new Sampling(1, 3));
  }

  private static void requireShares(String what, double one, double other) {
    if (!(one >= 0) || !(other >= 0) || one + other > 1) {
      throw new IllegalArgumentException(
          "%s are %s and %s, expected shares that are together at most 1"
              .formatted(what, one, other));
    }
  }
}
