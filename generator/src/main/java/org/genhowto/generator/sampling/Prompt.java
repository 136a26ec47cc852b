package org.genhowto.generator.sampling;

/**
 * What an image is to show.
 *
 * @param negative what guidance leads away from; empty where there is nothing in particular
 * @param source what the input image shows, for methods that go from there; empty where nothing is
 *     known
 */
public record Prompt(String text, String negative, String source) {

  /** A prompt for an image of which nothing is known. */
  public Prompt(String text, String negative) {
    this(text, negative, "");
  }

  /** A prompt without a negative one. */
  public static Prompt of(String text) {
    return new Prompt(text, "");
  }

  /** The same in other words. */
  public Prompt saying(String other) {
    return new Prompt(other, negative, source);
  }
}
