package org.genhowto.captioner.blip2;

/**
 * How a caption is searched for.
 *
 * @param beams beams kept running; 1 is greedy search
 * @param maxTokens longest caption in tokens, its end token included and its start token not
 * @param minTokens tokens before the end token may come
 * @param lengthPenalty exponent of the length in a caption's score; above 0 favours long captions
 * @param repetitionPenalty above 1 makes tokens that a caption has already less likely
 * @param stopping when beams are given up
 */
public record DecodingSettings(
    int beams,
    int maxTokens,
    int minTokens,
    double lengthPenalty,
    double repetitionPenalty,
    Stopping stopping) {

  /** What transformers calls {@code early_stopping}. */
  public enum Stopping {
    /** {@code True}: once there are as many finished captions as beams. */
    ENOUGH,
    /** {@code False}: once the best continuation, at its length now, scores no better. */
    USUAL,
    /** {@code "never"}: once the best continuation could score no better at any length. */
    SETTLED
  }

  /**
   * The defaults of LAVIS for BLIP-2 with OPT. Its max_length of 30 and min_length of 1 count the
   * start token.
   */
  public static final DecodingSettings LAVIS = new DecodingSettings(5, 29, 0, 1);

  public DecodingSettings {
    if (beams < 1 || minTokens < 0 || maxTokens <= minTokens) {
      throw new IllegalArgumentException(
          "%d beams, %d to %d tokens, expected at least 1 beam and room between 0 and the longest"
              .formatted(beams, minTokens, maxTokens));
    }
    if (!(repetitionPenalty > 0)) {
      throw new IllegalArgumentException(
          "The repetition penalty is %s, expected a number above 0".formatted(repetitionPenalty));
    }
  }

  /** Without a penalty on repetition, and with the usual stopping. */
  public DecodingSettings(int beams, int maxTokens, int minTokens, double lengthPenalty) {
    this(beams, maxTokens, minTokens, lengthPenalty, 1, Stopping.USUAL);
  }

  public DecodingSettings penalizingRepetition(double penalty) {
    return new DecodingSettings(beams, maxTokens, minTokens, lengthPenalty, penalty, stopping);
  }

  public DecodingSettings stopping(Stopping when) {
    return new DecodingSettings(
        beams, maxTokens, minTokens, lengthPenalty, repetitionPenalty, when);
  }
}
