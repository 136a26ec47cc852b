package org.genhowto.captioner;

/**
 * How a caption is searched for.
 *
 * @param beams beams kept running; 1 is greedy search
 * @param maxTokens longest caption in tokens, its end token included and its start token not
 * @param minTokens tokens before the end token may come
 * @param lengthPenalty exponent of the length in a caption's score; above 0 favours long captions
 */
public record DecodingSettings(int beams, int maxTokens, int minTokens, double lengthPenalty) {

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
  }
}
