package org.genhowto.generator;

/**
 * How images are sampled.
 *
 * @param steps DDIM steps of the whole trajectory
 * @param skip leading steps left out: the more, the closer the result stays to the input image
 * @param guidance scale of classifier-free guidance; 1 is none
 */
public record Sampling(int steps, int skip, double guidance) {
  public Sampling {
    if (steps < 1 || steps > 1000) {
      throw new IllegalArgumentException("steps is %d, expected 1 to 1000".formatted(steps));
    }
    if (skip < 0 || skip >= steps) {
      throw new IllegalArgumentException(
          "skip is %d, expected 0 to steps-1, which is %d".formatted(skip, steps - 1));
    }
    if (!(guidance >= 0) || guidance > 1000) {
      throw new IllegalArgumentException(
          "guidance is %s, expected 0 to 1000".formatted(guidance));
    }
  }
}
