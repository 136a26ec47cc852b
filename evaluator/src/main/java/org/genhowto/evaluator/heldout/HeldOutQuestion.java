package org.genhowto.evaluator.heldout;

import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.Target;

/**
 * What every release is asked.
 *
 * @param image in the blob store
 */
record HeldOutQuestion(BlobRef image, String category, Target target, String prompt) {
  /** What ids of these requests begin with. */
  static final String PREFIX = "held-out-";

  private static final int DIGITS = 24;

  /** Follows from what is asked and of whom, so that a repeat is known as one. */
  String id(String set, String release, int attempt) {
    String asked =
        String.join("\n", set, release, category, target.name(), image.getSha256(), prompt);
    return PREFIX + Sha256.of(asked).substring(0, DIGITS) + "-" + attempt;
  }

  /**
   * The request; its seed follows from the question alone, so that releases differ by their weights
   * only.
   *
   * @param release that is to answer; empty for what serves
   */
  GenerationRequest request(String set, String release, int attempt) {
    return GenerationRequest.newBuilder()
        .setRequestId(id(set, release, attempt))
        .setImage(image)
        .setPrompt(prompt)
        .setTarget(target)
        .setSeed(Sha256.leadingBits(image.getSha256() + prompt) >>> 1)
        .setPriority(Priority.LOW)
        .setModelVersion(release.isEmpty() ? null : release)
        .setEvaluation(new EvaluationLabel(category, set))
        .build();
  }
}
