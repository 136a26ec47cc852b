package org.genhowto.miniature.evaluation;

/**
 * What the networks beside the generators can do, on pictures nothing was trained on.
 *
 * @param stills number of pictures
 */
public record NetworkQuality(
    int stills, Reading clip, Reading judge, Reconstruction autoencoder, Words captioner) {

  /**
   * What is seen, in shares of the pictures: zero-shot where it is CLIP.
   *
   * @param phase the phase of a known category is right
   * @param both category and phase are right, among all
   */
  public record Reading(double phase, double both) {}

  /**
   * From picture to latent and back.
   *
   * @param l1 mean difference, of 255
   * @param psnr of the mean squared difference, in dB
   */
  public record Reconstruction(double l1, double psnr) {}

  /**
   * Captions, in shares of the pictures.
   *
   * @param exact one of the two true sentences, to the letter
   * @param category the category is named
   * @param both the sentence is one of the category's in the picture's phase
   */
  public record Words(double exact, double category, double both) {}
}
