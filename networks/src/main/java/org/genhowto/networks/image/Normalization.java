package org.genhowto.networks.image;

/**
 * How a colour from 0 to 1 enters a network: (colour - mean) / deviation, for red, green and blue.
 */
public record Normalization(
    float meanRed,
    float meanGreen,
    float meanBlue,
    float deviationRed,
    float deviationGreen,
    float deviationBlue) {
  /** CLIP's published constants. */
  public static final Normalization CLIP =
      new Normalization(
          0.48145466f, 0.4578275f, 0.40821073f, 0.26862954f, 0.26130258f, 0.27577711f);

  /** The range [-1, 1] of diffusion models. */
  public static final Normalization SIGNED = new Normalization(.5f, .5f, .5f, .5f, .5f, .5f);

  float apply(int colour, int channel) {
    float value = colour / 255f;
    return switch (channel) {
      case 0 -> (value - meanRed) / deviationRed;
      case 1 -> (value - meanGreen) / deviationGreen;
      case 2 -> (value - meanBlue) / deviationBlue;
      default -> throw new IllegalArgumentException("There is no colour " + channel + ".");
    };
  }
}
