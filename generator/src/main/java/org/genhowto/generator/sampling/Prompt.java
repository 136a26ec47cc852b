package org.genhowto.generator.sampling;

/**
 * What an image is to show.
 *
 * @param negative what guidance leads away from; empty where there is nothing in particular
 */
public record Prompt(String text, String negative) {

  /** A prompt without a negative one. */
  public static Prompt of(String text) {
    return new Prompt(text, "");
  }
}
