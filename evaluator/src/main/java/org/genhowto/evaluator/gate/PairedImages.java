package org.genhowto.evaluator.gate;

/** Two answers to one question: from the candidate and from the serving release. */
public record PairedImages(String category, Answer candidate, Answer serving) {

  /**
   * What is known of one generated image.
   *
   * @param classifier features for the downstream classifier
   * @param frechet features for the distances
   * @param agreement cosine with the prompt; not a number where it is not known
   * @param background share that was kept; not a number where it is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; shared, not copied.
  public record Answer(float[] classifier, float[] frechet, double agreement, double background) {}
}
