package org.genhowto.gateway.rating;

import java.util.Optional;
import org.genhowto.gateway.access.Caller;
import org.genhowto.schemas.EvaluationLabel;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Target;

/**
 * The first image of a request, as it is shown to be compared.
 *
 * @param input SHA-256 of the image that it was made from
 * @param measured whether it was asked for to be measured, so that every rater may see it
 */
record Made(
    String request,
    String client,
    String method,
    String release,
    String input,
    String prompt,
    Target target,
    String category,
    String image,
    boolean measured) {

  /** Empty where there is nothing to compare. */
  static Optional<Made> of(GenerationResult result) {
    if (result.getStatus() != GenerationStatus.SUCCEEDED
        || result.getImages().isEmpty()
        || result.getInput().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Made(
            result.getRequestId(),
            result.getClient(),
            result.getMethod(),
            result.getModelVersion(),
            result.getInput().get().getSha256(),
            result.getPrompt(),
            result.getTarget(),
            result.getEvaluation().map(EvaluationLabel::getCategory).orElse(""),
            result.getImages().get(0).getImage().getSha256(),
            result.getEvaluation().isPresent()));
  }

  /** What two images that may be compared have in common. */
  String wish() {
    return input + "\n" + target + "\n" + prompt;
  }

  /** What they differ in. */
  String maker() {
    return method + "\n" + release;
  }

  boolean isShownTo(Caller caller) {
    return measured || caller.sees(client);
  }
}
